package app.glimmers.nudges;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import android.content.ComponentName;
import android.content.Intent;
import android.content.pm.ActivityInfo;
import android.content.pm.ApplicationInfo;
import android.content.pm.ComponentInfo;
import android.content.pm.FeatureInfo;
import android.content.pm.PackageInfo;
import android.content.pm.PackageManager;
import android.content.pm.ResolveInfo;
import android.content.pm.ServiceInfo;
import android.net.Uri;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;

/** The app's manifest with the Java part's merged into it, as Android itself reads it from the package. */
@RunWith(RobolectricTestRunner.class)
public final class ManifestTest {
    private final Phone phone = new Phone();
    private final PackageManager packages = phone.app.getPackageManager();

    @Test
    public void theAppAsksForNoMoreThanItSaysWhateverAPluginWouldLike() throws Exception {
        PackageInfo asked = packages.getPackageInfo("app.glimmers", PackageManager.GET_PERMISSIONS);

        assertEquals(
                Set.of(
                        "android.permission.CAMERA",
                        "android.permission.INTERNET",
                        "android.permission.POST_NOTIFICATIONS",
                        "android.permission.RECEIVE_BOOT_COMPLETED",
                        "android.permission.VIBRATE"),
                new HashSet<>(Arrays.asList(asked.requestedPermissions)));
    }

    @Test
    public void aPhoneWithoutACameraGetsTheAppToo() throws Exception {
        PackageInfo wanted = packages.getPackageInfo("app.glimmers", PackageManager.GET_CONFIGURATIONS);

        for (FeatureInfo feature : wanted.reqFeatures) {
            assertEquals(feature.name, 0, feature.flags & FeatureInfo.FLAG_REQUIRED);
        }
    }

    @Test
    public void otherAppsReachTheAppItsTileAndItsShareAlone() throws Exception {
        PackageInfo all = packages.getPackageInfo("app.glimmers", PackageManager.GET_ACTIVITIES
                | PackageManager.GET_SERVICES | PackageManager.GET_RECEIVERS | PackageManager.GET_PROVIDERS);
        Map<String, Boolean> reached = new HashMap<>();
        for (ComponentInfo[] each : new ComponentInfo[][] {all.activities, all.services, all.receivers, all.providers}) {
            for (ComponentInfo part : each == null ? new ComponentInfo[0] : each) {
                reached.put(part.name, part.exported);
            }
        }

        assertEquals(
                Map.of(
                        "app.glimmers.MainActivity", true,
                        "app.glimmers.nudges.KeepTile", true,
                        "app.glimmers.nudges.ShareActivity", true,
                        "app.glimmers.nudges.KeepWidget", false,
                        "app.glimmers.nudges.NudgeReceiver", false),
                reached);
    }

    @Test
    public void onlyTheSystemReachesTheTile() throws Exception {
        ServiceInfo tile = packages.getServiceInfo(new ComponentName(phone.app, KeepTile.class), 0);

        assertEquals("android.permission.BIND_QUICK_SETTINGS_TILE", tile.permission);
    }

    @Test
    public void noCloudGetsACopy() {
        assertEquals(0, phone.app.getApplicationInfo().flags & ApplicationInfo.FLAG_ALLOW_BACKUP);
    }

    @Test
    public void aLinkOfTheAppAndWhatIsSharedLeadToTwoActivities() {
        Intent link = new Intent(Intent.ACTION_VIEW, Uri.parse("glimmers://app/capture")).addCategory(Intent.CATEGORY_BROWSABLE);
        Intent photo = new Intent(Intent.ACTION_SEND).setType("image/jpeg");
        Intent film = new Intent(Intent.ACTION_SEND).setType("video/mp4");

        assertEquals(List.of("app.glimmers.MainActivity"), lead(link));
        assertEquals(List.of("app.glimmers.nudges.ShareActivity"), lead(photo));
        assertEquals(List.of(), lead(film));
    }

    private List<String> lead(Intent intent) {
        List<String> names = new ArrayList<>();
        for (ResolveInfo found : packages.queryIntentActivities(intent.addCategory(Intent.CATEGORY_DEFAULT), 0)) {
            names.add(found.activityInfo.name);
        }
        return names;
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
