package app.glimmers.nudges;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.app.PendingIntent;
import android.content.Intent;
import android.os.Build;
import android.service.quicksettings.Tile;
import android.service.quicksettings.TileService;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.util.ReflectionHelpers;

/** The tile among the quick settings. */
@RunWith(RobolectricTestRunner.class)
public final class KeepTileTest {
    @Rule public final Journal journal = new Journal();
    private final Phone phone = new Phone();
    private final KeepTile tile = Robolectric.setupService(KeepTile.class);

    @Test
    public void itSaysWhatItIsForAndIsAButtonThatIsNeverOn() {
        tile.onStartListening();

        assertEquals("Notice a glimmer", tile.getQsTile().getLabel().toString());
        assertEquals(Tile.STATE_INACTIVE, tile.getQsTile().getState());
    }

    @Test
    public void onePressKeepsAndSaysWhen() throws Exception {
        phone.waitUntil("2027-01-05T18:42:07.250");
        tile.onStartListening();

        tile.onClick();

        assertEquals("2027-01-05T18:42:07.250+01:00", journal.record().getString("at"));
        assertEquals("tile", journal.record().getString("from"));
        assertTrue(said(), said().matches("Kept, (18:42|6:42.PM)"));
        assertTrue(tile.getQsTile().getContentDescription().toString().endsWith(said()));
        assertNull(shadowOf(phone.app).getNextStartedActivity());

        tile.onStartListening();
        assertEquals("the next time it only asks", "Notice a glimmer", tile.getQsTile().getLabel().toString());
    }

    @Test
    public void whatCouldNotBeKeptIsSaidAndTheAppOpensWhereItCanBe() throws Exception {
        tile.onStartListening();
        journal.disk.refused = 2;
        AtomicReference<PendingIntent> opens = new AtomicReference<>();
        if (Build.VERSION.SDK_INT >= 34) {
            panel(opens);
        }

        tile.onClick();

        assertEquals("Not kept", said());
        assertEquals(0, journal.names().size());
        Intent opened = opens.get() == null ? shadowOf(phone.app).getNextStartedActivity() : shadowOf(opens.get()).getSavedIntent();
        assertEquals("glimmers://app/capture", opened.getDataString());
        assertEquals("app.glimmers", opened.getPackage());
    }

    /** The system's panel, where Robolectric has none: it opens what it is asked to. */
    private void panel(AtomicReference<PendingIntent> opens) {
        Class<?> panel = ReflectionHelpers.loadClass(TileService.class.getClassLoader(), "android.service.quicksettings.IQSService");
        Object answers =
                Proxy.newProxyInstance(
                        panel.getClassLoader(),
                        new Class<?>[] {panel},
                        (self, method, given) -> {
                            if (method.getName().equals("startActivity")) {
                                opens.set((PendingIntent) given[1]);
                            }
                            return null;
                        });
        ReflectionHelpers.setField(TileService.class, tile, "mService", answers);
    }

    private String said() {
        Tile shown = tile.getQsTile();
        return (Build.VERSION.SDK_INT >= 29 ? shown.getSubtitle() : shown.getLabel()).toString();
    }
}
