package app.glimmers.nudges;

import android.content.Context;
import android.content.ContextWrapper;
import android.content.SharedPreferences;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * The app's context, in a process that ends after so many steps. A step is what another could see: before and after each write to
 * the disk, and each time that a part of the system is reached for.
 */
final class EndingProcess extends ContextWrapper {
    /** Nothing of ours catches this, as nothing hears of the end of a process. */
    static final class Ended extends Error {
        private static final long serialVersionUID = 1;
    }

    private int left;

    EndingProcess(Context app, int steps) {
        super(app);
        left = steps;
    }

    private void step() {
        if (left-- == 0) {
            throw new Ended();
        }
    }

    @Override
    public Context getApplicationContext() {
        return this;
    }

    @Override
    public Object getSystemService(String name) {
        step();
        return super.getSystemService(name);
    }

    @Override
    public SharedPreferences getSharedPreferences(String name, int mode) {
        SharedPreferences real = super.getSharedPreferences(name, mode);
        return around(
                SharedPreferences.class,
                (self, method, given) ->
                        method.getName().equals("edit") ? watched(real.edit()) : called(method, real, given));
    }

    private SharedPreferences.Editor watched(SharedPreferences.Editor real) {
        return around(
                SharedPreferences.Editor.class,
                (self, method, given) -> {
                    if (method.getName().equals("apply")) {
                        return null; // written some time later: the process may end before, so here it always does
                    }
                    boolean writes = method.getName().equals("commit");
                    if (writes) {
                        step();
                    }
                    Object answer = called(method, real, given);
                    if (writes) {
                        step();
                    }
                    return answer == real ? self : answer;
                });
    }

    private static Object called(Method method, Object of, Object[] given) throws Throwable {
        try {
            return method.invoke(of, given);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private static <T> T around(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
