package app.glimmers.nudges;

import static app.glimmers.nudges.Phone.at;
import static app.glimmers.nudges.Phone.lines;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.app.AlarmManager;
import android.content.ComponentName;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.shadows.ShadowAlarmManager;
import org.robolectric.shadows.ShadowAlarmManager.ScheduledAlarm;
import org.robolectric.shadows.ShadowPendingIntent;

/** A plan is made, comes, is made again and is taken back: one alarm at a time, and none twice. */
@RunWith(RobolectricTestRunner.class)
public final class PlanTest {
    private final Phone phone = new Phone();

    @Test
    public void aPlanIsOneInexactAlarmThatComesThroughWhileThePhoneDozes() {
        assertEquals(2, phone.plan("2027-01-05T08:00", "2027-01-05 15:40", "2027-01-05 10:12"));

        ScheduledAlarm alarm = phone.alarm();
        assertEquals(at("2027-01-05T10:12"), alarm.getTriggerAtMs());
        assertEquals(AlarmManager.RTC_WAKEUP, alarm.getType());
        assertEquals("the system chooses how late", ShadowAlarmManager.WINDOW_HEURISTIC, alarm.getWindowLengthMs());
        assertTrue(alarm.isAllowWhileIdle());
        assertEquals(0, alarm.getIntervalMs());
    }

    @Test
    public void theAlarmReachesTheReceiverAndNobodyCanChangeWhatItSays() {
        phone.plan("2027-01-05T08:00", "2027-01-05 10:12");

        ShadowPendingIntent goesTo = shadowOf(phone.calls());
        assertTrue(goesTo.isBroadcast());
        assertTrue(goesTo.isImmutable());
        assertEquals(new ComponentName(phone.app, NudgeReceiver.class), goesTo.getSavedIntent().getComponent());
    }

    @Test
    public void aReminderIsShownWhenItsAlarmGoesOffAndTheNextAlarmIsSet() {
        phone.plan("2027-01-05T08:00", "2027-01-05 10:12", "2027-01-05 15:40");

        phone.alarmGoesOff("2027-01-05T10:12");

        assertEquals(List.of("at 10:12"), phone.shown);
        assertEquals(at("2027-01-05T15:40"), phone.next());
        assertEquals(lines("2027-01-05 15:40"), phone.planned());
    }

    @Test
    public void oneThatTheSystemHeldBackIsShownLateButNotWhenItIsStale() {
        phone.plan("2027-01-05T08:00", "2027-01-05 10:00", "2027-01-05 15:00", "2027-01-06 09:00");

        phone.alarmGoesOff("2027-01-05T10:45");
        phone.alarmGoesOff("2027-01-05T15:45:01");

        assertEquals(List.of("at 10:00"), phone.shown);
        assertEquals(at("2027-01-06T09:00"), phone.next());
    }

    @Test
    public void ofManyThatComeDueAtOnceOnlyTheNewestIsShown() {
        phone.plan("2027-01-05T08:00", "2027-01-05 10:00", "2027-01-05 10:20", "2027-01-05 10:30", "2027-01-05 12:00");

        phone.alarmGoesOff("2027-01-05T10:31");

        assertEquals(List.of("at 10:30"), phone.shown);
        assertEquals(lines("2027-01-05 12:00"), phone.planned());
    }

    @Test
    public void whenTheLastWasShownIsWrittenDown() {
        phone.plan("2027-01-05T08:00", "2027-01-05 10:00");

        phone.alarmGoesOff("2027-01-05T10:07");

        assertEquals(at("2027-01-05T10:07"), Reminders.lastShown(phone.app));
        assertNull(phone.alarm());
    }

    @Test
    public void aNewPlanReplacesTheOldOne() {
        phone.plan("2027-01-05T08:00", "2027-01-05 10:00", "2027-01-05 15:00");

        assertEquals(1, phone.plan("2027-01-05T08:01", "2027-01-05 11:00"));

        assertEquals(lines("2027-01-05 11:00"), phone.planned());
        assertEquals(at("2027-01-05T11:00"), phone.next());
    }

    @Test
    public void planningAgainLosesNoReminderWhoseAlarmIsStillHeldBack() {
        phone.plan("2027-01-05T08:00", "2027-01-05 10:00", "2027-01-05 15:00");

        for (String second : List.of("10", "15", "20")) {
            phone.plan("2027-01-05T10:00:" + second, "2027-01-05 15:00", "2027-01-06 09:00");
        }
        phone.alarmGoesOff("2027-01-05T10:04");

        assertEquals(List.of("at 10:00"), phone.shown);
        assertEquals(lines("2027-01-05 15:00", "2027-01-06 09:00"), phone.planned());
    }

    @Test
    public void oneThatComesDueWhileItIsPlannedAgainIsThereOnce() {
        phone.plan("2027-01-05T09:59:59", "2027-01-05 10:00", "2027-01-05 15:00");

        assertEquals(2, phone.plan("2027-01-05T10:00:01", "2027-01-05 10:00", "2027-01-05 15:00"));

        phone.alarmGoesOff("2027-01-05T10:00:02");
        assertEquals(List.of("at 10:00"), phone.shown);
    }

    @Test
    public void anotherChoiceTakesBackWhatIsStillHeldBack() {
        phone.plan("2027-01-05T08:00", "2027-01-05 10:00", "2027-01-05 15:00");

        phone.plan("2027-01-05T10:00:05", "2027-01-06 09:00");

        assertEquals(at("2027-01-06T09:00"), phone.next());
        assertEquals(lines("2027-01-06 09:00"), phone.planned());
    }

    @Test
    public void anEmptyPlanTakesTheAlarmBack() {
        phone.plan("2027-01-05T08:00", "2027-01-05 10:00", "2027-01-05 15:00");

        assertEquals(0, phone.plan("2027-01-05T10:00:05"));

        assertNull(phone.alarm());
        assertEquals("", phone.planned());
        phone.tell(Phone.BOOTED);
        assertEquals(List.of(), phone.shown);
    }

    @Test
    public void aTimeThatTheClockSkipsMovesForwardAndOneThatComesTwiceIsTheFirst() {
        phone.plan("2027-03-27T20:00", "2027-03-28 02:30");
        assertEquals(at("2027-03-28T03:30"), phone.next());

        phone.plan("2027-10-30T20:00", "2027-10-31 02:30");
        assertEquals(at("2027-10-31T01:30") + 60 * 60_000, phone.next());
    }

    @Test
    public void aDamagedLineIsLeftOutAndTheOthersHold() {
        for (String damaged : DAMAGED) {
            String text = String.join("\n", damaged, lines("2027-01-05 15:00"), damaged, lines("2027-01-05 16:00"));

            assertEquals(damaged, 2, Reminders.planAt(phone.app, text, at("2027-01-05T08:00")));
            assertEquals(at("2027-01-05T15:00"), phone.next());
        }
    }

    private static final List<String> DAMAGED =
            List.of(
                    "",
                    "\t\t\t",
                    "2027-01-05 10:00",
                    "2027-01-05 10:00\ta\tb",
                    "2027-01-05 10:00\ta\tb\tc\td",
                    "2027-13-05 10:00\ta\tb\tc",
                    "2027-01-05 24:00\ta\tb\tc",
                    "2027-02-30 10:00\ta\tb\tc",
                    "2027-01-05 10:00:00\ta\tb\tc",
                    "@\ta\tb\tc",
                    "@ten\ta\tb\tc",
                    "2027-01-05 10:00\ta\\\tb\tc",
                    "2027-01-05 10:00\ta\\u12\tb\tc",
                    "2027-01-05 10:00\ta\\n\tb\tc",
                    "\uff12\uff10\uff12\uff17-01-05 10:00\ta\tb\tc",
                    "2027-01-05 10:00\t\u00e0\tb\tc",
                    "2027-01-05 10:00\ta\tb\tc\r",
                    "2027-01-05 10:00\ta\0\tb\tc");
}
