package app.glimmers;

public class MainActivity extends android.app.Activity {}
