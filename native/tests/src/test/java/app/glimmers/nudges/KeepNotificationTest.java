package app.glimmers.nudges;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.app.Notification;
import java.util.ArrayList;
import java.util.List;
import org.json.JSONObject;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.shadows.ShadowPendingIntent;

/** The button "Keep" of a reminder, with the app closed. */
@RunWith(RobolectricTestRunner.class)
public final class KeepNotificationTest {
    private static final String ANSWERED = "2027-01-05T18:42:07.250";

    @Rule public final Journal journal = new Journal();
    private final Phone phone = new Phone();

    @Test
    public void onePressKeepsTheMomentAndSaysSoInTheRemindersPlace() throws Exception {
        reminderComes();

        press("Keep");

        JSONObject record = journal.record();
        assertEquals("2027-01-05T18:42:07.250+01:00", record.getString("at"));
        assertEquals("Europe/Berlin", record.getString("zone"));
        assertEquals("light", record.getString("prompt"));
        assertEquals("notification", record.getString("from"));
        Notification said = phone.reminder();
        assertTrue(title(said), title(said).matches("Kept, (18:42|6:42.PM)"));
        assertEquals("", Phone.text(said));
        assertEquals(List.of("Add words"), buttons(said));
        String leads = "glimmers://app/kept/" + record.getString("id");
        ShadowPendingIntent opens = shadowOf(said.actions[0].actionIntent);
        assertTrue(opens.isActivity() && opens.isImmutable());
        assertEquals(leads, opens.getSavedIntent().getDataString());
        assertEquals("app.glimmers", opens.getSavedIntent().getPackage());
        assertEquals(leads, shadowOf(said.contentIntent).getSavedIntent().getDataString());
        assertEquals(Notification.FLAG_ONLY_ALERT_ONCE, said.flags & Notification.FLAG_ONLY_ALERT_ONCE);
    }

    @Test
    public void theRecordIsOnTheDiskBeforeAnythingIsSaid() throws Exception {
        reminderComes();
        Notification before = phone.reminder();
        journal.disk.offBefore = 6; // the flush of the folder, behind which nothing is left to do

        try {
            press("Keep");
        } catch (PlainDisk.Off off) {
            assertEquals("the reminder stands there as it was", before, phone.reminder());
            return;
        }
        throw new AssertionError(journal.disk.done);
    }

    @Test
    public void pressedTwiceItKeepsOnceAndTheNextReminderKeepsAgain() throws Exception {
        reminderComes();
        Notification.Action keep = phone.reminder().actions[0];
        phone.waitUntil(Phone.at(ANSWERED));
        keep.actionIntent.send();
        keep.actionIntent.send();
        phone.settle();
        assertEquals(1, journal.records().size());

        phone.alarmGoesOff("2027-01-06T18:40");
        press("Keep", "2027-01-06T18:41");

        assertEquals(2, journal.records().size());
    }

    @Test
    public void whatCouldNotBeKeptIsSaidWithWhatToDoAndCanBePressedAgain() throws Exception {
        reminderComes();
        journal.disk.refused = 2;
        journal.disk.full = true;
        press("Keep");

        Notification said = phone.reminder();
        assertEquals("Not kept", title(said));
        assertEquals("There is no room left on this phone. Free some space, then press again.", Phone.text(said));
        assertEquals(List.of("Keep"), buttons(said));
        assertEquals("glimmers://app/capture", shadowOf(said.contentIntent).getSavedIntent().getDataString());
        assertEquals(List.of(), journal.names());

        press("Keep");
        assertEquals(1, journal.records().size());
        assertEquals(List.of("Add words"), buttons(phone.reminder()));
    }

    private void reminderComes() {
        phone.plan("2027-01-05T08:00", "2027-01-05 18:40", "2027-01-06 18:40");
        phone.alarmGoesOff("2027-01-05T18:40");
    }

    private void press(String word) throws Exception {
        press(word, ANSWERED);
    }

    private void press(String word, String wall) throws Exception {
        phone.waitUntil(wall);
        Notification.Action button = phone.reminder().actions[0];
        assertEquals(word, button.title.toString());
        button.actionIntent.send();
        phone.settle();
    }

    private static String title(Notification said) {
        return said.extras.getString(Notification.EXTRA_TITLE);
    }

    private static List<String> buttons(Notification said) {
        List<String> words = new ArrayList<>();
        for (Notification.Action action : said.actions) {
            words.add(action.title.toString());
        }
        return words;
    }
}
