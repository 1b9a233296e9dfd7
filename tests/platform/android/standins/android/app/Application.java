package android.app;

public class Application extends android.content.Context {
    public static final Application INSTANCE = new Application();
}
