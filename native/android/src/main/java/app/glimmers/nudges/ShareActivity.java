package app.glimmers.nudges;

import android.app.Activity;
import android.content.ActivityNotFoundException;
import android.os.Bundle;
import android.util.Log;
import android.view.Gravity;
import android.widget.FrameLayout;
import android.widget.ProgressBar;

/** Where other apps share to. Copies what they lend, as long as they lend it, and opens the app on its card. */
public final class ShareActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        FrameLayout whole = new FrameLayout(this);
        ProgressBar waiting = new ProgressBar(this);
        int wrap = FrameLayout.LayoutParams.WRAP_CONTENT;
        whole.addView(waiting, new FrameLayout.LayoutParams(wrap, wrap, Gravity.CENTER));
        whole.setContentDescription(getString(R.string.glimmers_moment));
        setContentView(whole);
        // Another app may be slow to lend, and the screen must not wait for it.
        new Thread(this::take, "share").start();
    }

    private void take() {
        String address;
        try {
            address = Sharing.take(getApplicationContext(), getIntent(), System.currentTimeMillis());
        } catch (RuntimeException error) { // nothing that is sent here ends the app
            Log.w("glimmers", "a share could not be taken: " + error.getClass().getName());
            address = "/shared?refused=unread";
        }
        String leads = address;
        runOnUiThread(() -> leave(leads));
    }

    private void leave(String address) {
        if (isFinishing()) { // the person has gone back meanwhile; what came waits in the app
            return;
        }
        try {
            startActivity(Keeping.open(this, address));
        } catch (ActivityNotFoundException error) {
            Log.w("glimmers", "the app cannot be opened: " + error.getClass().getName());
        }
        finish();
    }
}
