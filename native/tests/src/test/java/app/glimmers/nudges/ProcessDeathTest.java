package app.glimmers.nudges;

import static app.glimmers.nudges.Phone.at;
import static app.glimmers.nudges.Phone.lines;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.content.Context;
import java.io.File;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The system ends an app's process whenever it likes. What was said to be so is on the disk; what is half done harms nobody. */
@RunWith(RobolectricTestRunner.class)
public final class ProcessDeathTest {
    /** More steps than any of ours takes: the walks below end where nothing ended them. */
    private static final int ENOUGH = 40;

    private final Phone phone = new Phone();

    @Test
    public void whatWasPlannedIsOnTheDiskWhenItIsSaid() throws Exception {
        phone.plan("2027-01-05T08:00", "2027-01-05 10:00", "2027-01-05 15:00");
        assertEquals(lines("2027-01-05 10:00", "2027-01-05 15:00"), written("plan"));

        phone.alarmGoesOff("2027-01-05T10:00");
        assertEquals(lines("2027-01-05 15:00"), written("plan"));

        phone.button("Later").actionIntent.send();
        phone.settle();
        assertTrue(written("later"), written("later").startsWith("@" + at("2027-01-05T10:30") + "\t"));

        phone.plan("2027-01-05T10:01");
        assertEquals("", written("plan"));
    }

    @Test
    public void aNewProcessKnowsWhatTheOneBeforeItPlanned() {
        phone.plan("2027-01-05T08:00", "2027-01-05 10:00", "2027-01-05 15:00");

        phone.endProcess();
        phone.alarmGoesOff("2027-01-05T10:00");
        phone.endProcess();

        assertEquals(List.of("at 10:00"), phone.shown);
        assertEquals(lines("2027-01-05 15:00"), phone.planned());
        assertEquals(at("2027-01-05T10:00"), Reminders.lastShown(phone.app));
    }

    @Test
    public void aWriteThatWasCutShortLeavesThePlanOfBefore() throws Exception {
        phone.plan("2027-01-05T08:00", "2027-01-05 10:00");
        phone.endProcess();
        // So Android leaves it when it ends between the two: the old file beside its name, half of the new one under it.
        Files.copy(file().toPath(), new File(file().getPath() + ".bak").toPath());
        Files.writeString(file().toPath(), "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>\n    <string name=\"pl");

        assertEquals(lines("2027-01-05 10:00"), phone.planned());
        phone.alarmGoesOff("2027-01-05T10:00");
        assertEquals(List.of("at 10:00"), phone.shown);
    }

    @Test
    public void whereverPlanningEndsThePlanIsTheOldOrTheNewOneAndComesAfterTheNextRestart() {
        Set<String> found = new HashSet<>();
        int steps = 0;
        for (boolean ended = true; ended; steps++) {
            String day = day(steps);
            String old = lines(day + " 10:00", day + " 15:00");
            String fresh = lines(day + " 09:00", day + " 16:00");
            phone.plan(day + "T08:00", day + " 10:00", day + " 15:00");

            ended = endsAfter(steps, app -> Reminders.plan(app, fresh));

            assertTrue(phone.planned(), phone.planned().equals(old) || phone.planned().equals(fresh));
            found.add(phone.planned().substring(11, 16));
            phone.tell(Phone.BOOTED);
            assertEquals(at(day + "T" + phone.planned().substring(11, 16)), phone.next());
        }
        assertEquals("both ends of the write were met", Set.of("10:00", "09:00"), found);
    }

    @Test
    public void whereverAnAlarmEndsItsReminderComesOnceAtMostAndTheNextOneComes() {
        Set<Integer> found = new HashSet<>();
        int steps = 0;
        for (boolean ended = true; ended; steps++) {
            String day = day(steps);
            phone.plan(day + "T08:00", day + " 10:00", day + " 15:00");
            phone.shown.clear();
            phone.waitUntil(day + "T10:00");

            ended = endsAfter(steps, app -> new NudgeReceiver().onReceive(app, shadowOf(phone.calls()).getSavedIntent()));
            phone.settle();
            for (String minute : List.of("01", "02")) {
                phone.waitUntil(day + "T10:" + minute);
                phone.tell(Phone.BOOTED);
                phone.endProcess();
            }

            List<String> wanted = new ArrayList<>(phone.shown);
            assertTrue(day + phone.shown, phone.shown.size() <= 1);
            assertTrue(ended || Reminders.lastShown(phone.app) == at(day + "T10:00"));
            found.add(phone.shown.size());
            wanted.add("at 15:00");
            phone.alarmGoesOff(day + "T15:00");
            assertEquals(wanted, phone.shown);
        }
        assertTrue("ended at several steps, not at " + steps, steps > 4);
        assertEquals("better one too few than one twice", Set.of(0, 1), found);
    }

    @Test
    public void whereverLaterEndsTheReminderStillStandsThereOrComesAgain() {
        int steps = 0;
        for (boolean ended = true; ended; steps++) {
            String day = day(steps);
            phone.plan(day + "T08:00", day + " 10:00", day + " 15:00");
            phone.alarmGoesOff(day + "T10:00");
            assertNotNull(phone.reminder());

            ended = endsAfter(steps, app -> Reminders.hear(app, Reminders.LATER, lines(day + " 10:00"), at(day + "T10:02")));

            boolean stands = phone.reminder() != null;
            phone.tell(Phone.BOOTED);
            assertTrue(day, stands || phone.next() == at(day + "T10:32"));
            phone.plan(day + "T10:10");
        }
        assertTrue("ended at several steps, not at " + steps, steps > 3);
    }

    /** Whether a process that ends after so many steps ended before it was through with this. */
    private boolean endsAfter(int steps, Consumer<Context> work) {
        assertTrue(steps < ENOUGH);
        try {
            work.accept(new EndingProcess(phone.app, steps));
            return false;
        } catch (EndingProcess.Ended ended) {
            return true;
        } finally {
            phone.endProcess();
        }
    }

    private static String day(int number) {
        return LocalDate.of(2027, 1, 5).plusDays(number).toString();
    }

    private File file() {
        return new File(phone.app.getDataDir(), "shared_prefs/glimmers.nudges.xml");
    }

    /** What the file says, which Android writes and we only read. */
    private String written(String name) throws Exception {
        NodeList texts = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file()).getElementsByTagName("string");
        for (int number = 0; number < texts.getLength(); number++) {
            Element text = (Element) texts.item(number);
            if (text.getAttribute("name").equals(name)) {
                return text.getTextContent().trim();
            }
        }
        return "";
    }
}
