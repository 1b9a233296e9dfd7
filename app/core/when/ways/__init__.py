"""Ways to say a time, a module for each kind; `app.core.when.grammar` tries them in order."""
