package app.glimmers.nudges;

import android.app.PendingIntent;
import android.content.Intent;
import android.os.Build;
import android.service.quicksettings.Tile;
import android.service.quicksettings.TileService;

/** A tile among the phone's quick settings: one press keeps a moment, on a locked phone too, and the tile says so. */
public final class KeepTile extends TileService {
    @Override
    public void onStartListening() {
        show("");
    }

    @Override
    public void onClick() {
        Keeping keeping = Keeping.moment(this, "tile", null, System.currentTimeMillis());
        show(keeping.said);
        if (keeping.id == null) {
            open(keeping.open(this)); // there is no room on a tile for what to do; the app has it
        }
    }

    private void show(String said) {
        Tile tile = getQsTile();
        if (tile == null) { // the panel is closed by now
            return;
        }
        boolean hasSecondLine = Build.VERSION.SDK_INT >= 29;
        String name = getString(R.string.glimmers_notice);
        tile.setState(Tile.STATE_INACTIVE); // a button, which is never on
        tile.setLabel(hasSecondLine || said.isEmpty() ? name : said);
        tile.setContentDescription(said.isEmpty() ? name : name + ". " + said);
        if (hasSecondLine) {
            tile.setSubtitle(said);
        }
        if (Build.VERSION.SDK_INT >= 30) {
            tile.setStateDescription(said); // a screen reader would say "off"
        }
        tile.updateTile();
    }

    @SuppressWarnings("deprecation") // the way before Android 14, which refuses it
    private void open(Intent app) {
        if (Build.VERSION.SDK_INT >= 34) {
            startActivityAndCollapse(PendingIntent.getActivity(this, 0, app, Reminders.FLAGS));
        } else {
            startActivityAndCollapse(app);
        }
    }
}
