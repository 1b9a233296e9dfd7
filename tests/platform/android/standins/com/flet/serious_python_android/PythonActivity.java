package com.flet.serious_python_android;

import android.app.Activity;

/** Flet's holder of the activity: it is none itself. */
public class PythonActivity {
    public static Activity mActivity = new app.glimmers.MainActivity();
}
