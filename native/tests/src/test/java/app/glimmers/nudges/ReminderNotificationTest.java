package app.glimmers.nudges;

import static app.glimmers.nudges.Phone.at;
import static app.glimmers.nudges.Phone.lines;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.app.Activity;
import android.app.Notification;
import android.app.NotificationChannel;
import android.app.NotificationManager;
import android.app.PendingIntent;
import android.content.Intent;
import android.os.Build;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.annotation.Config;
import org.robolectric.shadows.ShadowActivity.PermissionsRequest;
import org.robolectric.shadows.ShadowPendingIntent;

/** What a person sees of a reminder, where a tap leads, "Later", and what they allow. */
@RunWith(RobolectricTestRunner.class)
public final class ReminderNotificationTest {
    private static final String CHANNEL = "glimmers.nudges";

    private final Phone phone = new Phone();

    // What it looks like ----------------------------------------------------------------------------------------------

    @Test
    public void aReminderSaysItsQuestionWithASignOfOursAndGoesAwayWhenItIsTapped() {
        phone.plan("2027-01-05T08:00", "2027-01-05 10:00");
        phone.alarmGoesOff("2027-01-05T10:00");

        Notification reminder = phone.reminder();
        assertEquals("Glimmers", reminder.extras.getString(Notification.EXTRA_TITLE));
        assertEquals("at 10:00", Phone.text(reminder));
        assertEquals("at 10:00", reminder.extras.getString(Notification.EXTRA_BIG_TEXT));
        assertEquals(Notification.CATEGORY_REMINDER, reminder.category);
        assertEquals(0xFFF2B84B, reminder.color);
        assertEquals(Notification.FLAG_AUTO_CANCEL, reminder.flags & Notification.FLAG_AUTO_CANCEL);
        assertNotNull("its picture can be drawn", reminder.getSmallIcon().loadDrawable(phone.app));
        assertEquals("glimmers_nudge", phone.app.getResources().getResourceEntryName(R.drawable.glimmers_nudge));
    }

    @Test
    public void aTapOpensTheAppItselfAtTheQuestion() {
        Reminders.show(phone.app, lines("2027-01-05 10:00"));

        ShadowPendingIntent tap = shadowOf(phone.reminder().contentIntent);
        Intent opens = tap.getSavedIntent();
        assertTrue(tap.isActivity());
        assertTrue(tap.isImmutable());
        assertEquals(Intent.ACTION_VIEW, opens.getAction());
        assertEquals("glimmers://app/capture?prompt=light", opens.getDataString());
        assertEquals("app.glimmers", opens.getPackage());
        assertEquals(Intent.FLAG_ACTIVITY_NEW_TASK | Intent.FLAG_ACTIVITY_SINGLE_TOP, opens.getFlags());
    }

    @Test
    public void aNewOneTakesThePlaceOfTheLastAndItsTapLeadsToTheNewQuestion() {
        for (String prompt : List.of("light", "sound")) {
            Reminders.show(phone.app, "2027-01-05 10:00\tGlimmers\t" + prompt + "?\tglimmers://app/capture?prompt=" + prompt);
        }

        assertEquals("sound?", Phone.text(phone.reminder()));
        Intent opens = shadowOf(phone.reminder().contentIntent).getSavedIntent();
        assertEquals("glimmers://app/capture?prompt=sound", opens.getDataString());
    }

    @Test
    public void everyTextArrivesAsItWas() {
        assertTrue(Reminders.show(phone.app, "2027-01-05 10:00\tGlimmers\t\\u2615 \\ud83d\\udc69 \\u65e5\\u005c\\u0009\tglimmers://app/"));

        assertEquals("\u2615 \ud83d\udc69 \u65e5\\\t", Phone.text(phone.reminder()));
    }

    // Later -----------------------------------------------------------------------------------------------------------

    @Test
    public void laterShowsTheSameOnceMoreInHalfAnHour() throws Exception {
        phone.plan("2027-01-05T08:00", "2027-01-05 10:00", "2027-01-05 15:00");
        phone.alarmGoesOff("2027-01-05T10:00");

        phone.waitUntil("2027-01-05T10:02");
        sayLater();

        assertNull(phone.reminder());
        assertEquals(at("2027-01-05T10:32"), phone.next());
        phone.plan("2027-01-05T10:10", "2027-01-05 15:00"); // opening the app in between changes nothing
        phone.restart();
        phone.tell(Phone.BOOTED);
        phone.alarmGoesOff("2027-01-05T10:33");
        assertEquals(List.of("at 10:00", "at 10:00"), phone.shown);
        assertEquals(at("2027-01-05T15:00"), phone.next());
    }

    @Test
    public void laterIsAButtonWithItsWordThatNobodyElseCanChange() {
        Reminders.show(phone.app, lines("2027-01-05 10:00"));

        Notification.Action later = later();
        ShadowPendingIntent goesTo = shadowOf(later.actionIntent);
        assertEquals("Later", later.title.toString());
        assertTrue(goesTo.isBroadcast());
        assertTrue(goesTo.isImmutable());
        assertNotEquals(PendingIntent.getBroadcast(phone.app, 0, new Intent(), Reminders.FLAGS), later.actionIntent);
    }

    @Test
    public void laterMeansTheReminderItStandsOn() throws Exception {
        Reminders.show(phone.app, lines("2027-01-05 10:00"));
        Reminders.show(phone.app, lines("2027-01-05 11:00"));
        phone.waitUntil("2027-01-05T11:05");

        sayLater();
        phone.alarmGoesOff("2027-01-05T11:35");

        assertEquals("at 11:00", Phone.text(phone.reminder()));
    }

    @Test
    public void laterWorksInTheHourThatComesTwice() throws Exception {
        long now = at("2027-10-31T01:45") + 2 * 60 * 60_000; // 02:45, the second of them
        Reminders.show(phone.app, lines("2027-10-31 02:40"));
        phone.waitUntil(now);

        sayLater();

        assertEquals(now + 30 * 60_000, phone.next());
    }

    @Test
    public void whatWasPutOffIsForgottenWithThePlan() throws Exception {
        phone.plan("2027-01-05T08:00", "2027-01-05 10:00");
        phone.alarmGoesOff("2027-01-05T10:00");
        sayLater();

        phone.plan("2027-01-05T10:05");

        assertNull(phone.alarm());
    }

    // What the person allows ------------------------------------------------------------------------------------------

    @Test
    public void withoutPermissionNothingIsShownNorSaidToHaveBeen() {
        phone.allow(false);
        phone.plan("2027-01-05T08:00", "2027-01-05 10:00", "2027-01-05 15:00", "2027-01-06 09:00");

        phone.alarmGoesOff("2027-01-05T10:00");

        assertFalse(Reminders.allowed(phone.app));
        assertFalse(Reminders.show(phone.app, lines("2027-01-05 10:00")));
        assertNull(phone.reminder());
        assertEquals(0, Reminders.lastShown(phone.app));
        assertEquals("planned all the same", at("2027-01-05T15:00"), phone.next());

        phone.allow(true);
        phone.alarmGoesOff("2027-01-05T15:00");
        assertEquals(List.of("at 15:00"), phone.shown);
    }

    @Test
    @Config(sdk = {28, 31, 33, 34, 35})
    public void aChannelThatWasSwitchedOffCountsAsNoPermission() {
        NotificationChannel off = new NotificationChannel(CHANNEL, "Gentle reminders", NotificationManager.IMPORTANCE_NONE);
        phone.notifications.createNotificationChannel(off);

        assertFalse(Reminders.allowed(phone.app));
        assertFalse(Reminders.show(phone.app, lines("2027-01-05 10:00")));
        assertNull(phone.reminder());
        assertEquals(0, Reminders.lastShown(phone.app));
    }

    @Test
    @Config(sdk = {28, 31, 33, 34, 35})
    public void oneChannelIsMadeWithItsWordsAndNoNumberOnTheIcon() {
        for (String hour : List.of("10", "11", "12")) {
            Reminders.show(phone.app, lines("2027-01-05 " + hour + ":00"));
        }

        assertEquals(1, phone.notifications.getNotificationChannels().size());
        NotificationChannel channel = phone.notifications.getNotificationChannel(CHANNEL);
        assertEquals(CHANNEL, phone.reminder().getChannelId());
        assertEquals("Gentle reminders", channel.getName().toString());
        assertEquals("A quiet question to look up for a moment, a few times a day.", channel.getDescription());
        assertEquals(NotificationManager.IMPORTANCE_DEFAULT, channel.getImportance());
        assertFalse(channel.canShowBadge());
    }

    @Test
    public void theSystemIsAskedForNotificationsAndForNothingElse() {
        Activity activity = Robolectric.buildActivity(Activity.class).setup().get();

        Reminders.ask(activity);
        phone.settle();

        PermissionsRequest asked = shadowOf(activity).getLastRequestedPermission();
        assertEquals(List.of("android.permission.POST_NOTIFICATIONS"), List.of(asked.requestedPermissions));
    }

    private Notification.Action later() {
        return phone.button("Later");
    }

    private void sayLater() throws PendingIntent.CanceledException {
        later().actionIntent.send();
        phone.settle();
    }
}
