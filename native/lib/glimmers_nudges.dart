/// Nothing to call from Dart: a Flutter plugin needs a library, and Python talks to the Java part itself.
library;
