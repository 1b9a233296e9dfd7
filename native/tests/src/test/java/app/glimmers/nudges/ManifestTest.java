package app.glimmers.nudges;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import android.content.ComponentName;
import android.content.Intent;
import android.content.pm.ActivityInfo;
import android.content.pm.PackageInfo;
import android.content.pm.PackageManager;
import android.content.pm.ResolveInfo;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;

/** The manifest, as Android itself reads it from the package. */
@RunWith(RobolectricTestRunner.class)
public final class ManifestTest {
    private final Phone phone = new Phone();
    private final PackageManager packages = phone.app.getPackageManager();

    @Test
    public void itAsksForNotificationsAndForWhatARestartTellsAndForNoExactAlarm() throws Exception {
        PackageInfo asked = packages.getPackageInfo("app.glimmers", PackageManager.GET_PERMISSIONS);

        assertEquals(
                Set.of("android.permission.POST_NOTIFICATIONS", "android.permission.RECEIVE_BOOT_COMPLETED"),
                new HashSet<>(Arrays.asList(asked.requestedPermissions)));
    }

    @Test
    public void noOtherAppReachesTheReceiver() throws Exception {
        ActivityInfo receiver = packages.getReceiverInfo(new ComponentName(phone.app, NudgeReceiver.class), 0);

        assertFalse(receiver.exported);
        assertTrue(receiver.enabled);
    }

    @Test
    public void theReceiverHearsOfARestartAnUpdateAClockAndAZone() {
        for (String told : List.of(Phone.BOOTED, Phone.UPDATED, Phone.CLOCK_SET, Phone.ZONE_SET)) {
            List<ResolveInfo> hear = packages.queryBroadcastReceivers(new Intent(told).setPackage("app.glimmers"), 0);

            assertEquals(told, 1, hear.size());
            assertEquals("app.glimmers.nudges.NudgeReceiver", hear.get(0).activityInfo.name);
        }
    }

    @Test
    public void itsOwnWordsAreInNoFilterSoThatOnlyWhoNamesTheClassIsHeard() {
        for (String own : List.of("app.glimmers.nudges.FIRE", Reminders.LATER, Reminders.KEEP, Reminders.PLANNED, KeepWidget.KEEP)) {
            assertEquals(own, List.of(), packages.queryBroadcastReceivers(new Intent(own), 0));
        }
    }
}
