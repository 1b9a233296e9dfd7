package app.glimmers.nudges;

import static app.glimmers.nudges.Phone.at;
import static app.glimmers.nudges.Phone.lines;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;

import android.content.Intent;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;

/** What the system tells with the app closed: a restart, an update, another time, another zone; and what it never tells. */
@RunWith(RobolectricTestRunner.class)
public final class WakingTest {
    private static final List<String> ALL = List.of(Phone.BOOTED, Phone.UPDATED, Phone.CLOCK_SET, Phone.ZONE_SET);

    private final Phone phone = new Phone();

    @Test
    public void afterARestartWhatWasMissedStaysAwayAndTheNextIsArmed() {
        phone.plan("2027-01-05T08:00", "2027-01-05 10:00", "2027-01-05 15:00", "2027-01-06 09:00");

        phone.restart();
        phone.waitUntil("2027-01-05T20:00");
        phone.tell(Phone.BOOTED);

        assertEquals(List.of(), phone.shown);
        assertEquals(at("2027-01-06T09:00"), phone.next());
    }

    @Test
    public void aRestartSoonAfterOneWasDueStillShowsItOnce() {
        phone.plan("2027-01-05T08:00", "2027-01-05 10:00", "2027-01-05 15:00");

        for (String minute : List.of("10", "11", "12")) {
            phone.restart();
            phone.waitUntil("2027-01-05T10:" + minute);
            phone.tell(Phone.BOOTED);
        }

        assertEquals(List.of("at 10:00"), phone.shown);
        assertEquals(at("2027-01-05T15:00"), phone.next());
    }

    @Test
    public void anUpdateOfTheAppArmsTheNextAgain() {
        phone.plan("2027-01-05T08:00", "2027-01-05 15:00");

        phone.restart();
        phone.tell(Phone.UPDATED);

        assertEquals(at("2027-01-05T15:00"), phone.next());
    }

    @Test
    public void whateverIsToldWhileAnAlarmIsHeldBackLosesNothingAndShowsNothingTwice() {
        phone.plan("2027-01-05T08:00", "2027-01-05 10:00", "2027-01-05 15:00");

        phone.waitUntil("2027-01-05T10:03");
        for (String told : ALL) {
            phone.tell(told);
        }
        phone.waitUntil("2027-01-05T10:06");
        phone.app.sendBroadcast(new Intent(phone.app, NudgeReceiver.class).setAction("app.glimmers.nudges.FIRE"));
        phone.settle();

        assertEquals(List.of("at 10:00"), phone.shown);
        assertEquals(at("2027-01-05T15:00"), phone.next());
    }

    @Test
    public void aJourneyKeepsTheTimesOfTheClockOnTheWall() {
        phone.plan("2027-01-05T08:00", "2027-01-05 11:05", "2027-01-06 11:05");

        phone.travel("America/New_York");
        phone.tell(Phone.ZONE_SET);
        assertEquals(at("2027-01-05T11:05"), phone.next());

        phone.travel("Asia/Tokyo"); // where it is four in the afternoon already
        phone.tell(Phone.ZONE_SET);
        assertEquals(at("2027-01-06T11:05"), phone.next());
        assertEquals(List.of(), phone.shown);
    }

    @Test
    public void aClockThatIsSetForwardDropsWhatItJumpedOver() {
        phone.plan("2027-01-05T08:00", "2027-01-05 10:00", "2027-01-05 15:00");

        phone.waitUntil("2027-01-05T12:00");
        phone.tell(Phone.CLOCK_SET);

        assertEquals(List.of(), phone.shown);
        assertEquals(at("2027-01-05T15:00"), phone.next());
    }

    @Test
    public void aClockThatIsSetBackRepeatsNothing() {
        phone.plan("2027-01-05T08:00", "2027-01-05 10:00", "2027-01-05 15:00");
        phone.alarmGoesOff("2027-01-05T10:00");

        // No test's clock goes backwards: the receiver's own words are said, with a time of before.
        Reminders.hear(phone.app, Phone.CLOCK_SET, null, at("2027-01-05T09:00"));
        Reminders.hear(phone.app, "app.glimmers.nudges.FIRE", null, at("2027-01-05T10:00"));
        phone.settle();

        assertEquals(List.of("at 10:00"), phone.shown);
        assertEquals(at("2027-01-05T15:00"), phone.next());
    }

    @Test
    public void afterForceStopNothingComesUntilTheAppIsOpenedAndPlansAgain() {
        phone.plan("2027-01-05T08:00", "2027-01-05 10:00", "2027-01-05 15:00");

        phone.forceStop();
        phone.waitUntil("2027-01-05T11:00");
        assertNull(phone.alarm());
        assertEquals(List.of(), phone.shown);

        phone.plan("2027-01-05T11:00", "2027-01-05 15:00");
        phone.alarmGoesOff("2027-01-05T15:00");
        assertEquals(List.of("at 15:00"), phone.shown);
    }

    @Test
    public void anUnknownWordAndAnEmptyLaterDoNoHarm() {
        phone.plan("2027-01-05T08:00", "2027-01-05 15:00");

        for (String action : new String[] {null, "", Intent.ACTION_VIEW, "app.glimmers.nudges.LATER"}) {
            phone.app.sendBroadcast(new Intent(phone.app, NudgeReceiver.class).setAction(action));
            phone.settle();
        }

        assertEquals(List.of(), phone.shown);
        assertEquals(lines("2027-01-05 15:00"), phone.planned());
        assertEquals(at("2027-01-05T15:00"), phone.next());
    }
}
