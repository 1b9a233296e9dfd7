package app.glimmers.nudges;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.appwidget.AppWidgetManager;
import android.view.View;
import android.widget.TextView;
import org.json.JSONObject;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.annotation.Config;

/** The button on the home screen. */
@RunWith(RobolectricTestRunner.class)
public final class KeepWidgetTest {
    @Rule public final Journal journal = new Journal();
    private final Phone phone = new Phone();
    private final AppWidgetManager widgets = AppWidgetManager.getInstance(phone.app);

    @Test
    public void withoutRemindersItAsksAQuietQuestion() {
        View widget = shown();

        assertEquals("A moment to look up?", line(widget));
        View button = widget.findViewById(R.id.glimmers_widget_keep);
        assertEquals("Notice a glimmer", button.getContentDescription().toString());
        assertNotNull(widget.getBackground());
    }

    @Test
    public void itAsksWhatTheNextReminderWillAndChangesWithIt() {
        int id = shadowOf(widgets).createWidget(KeepWidget.class, R.layout.glimmers_widget);
        phone.plan("2027-01-05T08:00", "2027-01-05 10:00", "2027-01-05 15:00");
        phone.settle();
        String planned = line(shadowOf(widgets).getViewFor(id));

        phone.alarmGoesOff("2027-01-05T10:00");
        phone.settle();

        assertEquals("at 10:00", planned);
        assertEquals("at 15:00", line(shadowOf(widgets).getViewFor(id)));
    }

    @Test
    public void onePressKeepsBelowItsPromptAndSaysWhen() throws Exception {
        int id = shadowOf(widgets).createWidget(KeepWidget.class, R.layout.glimmers_widget);
        phone.plan("2027-01-05T18:42:07.250", "2027-01-05 20:00");
        phone.settle();

        press(id);

        JSONObject record = journal.record();
        assertEquals("2027-01-05T18:42:07.250+01:00", record.getString("at"));
        assertEquals("widget", record.getString("from"));
        assertEquals("light", record.getString("prompt"));
        View widget = shadowOf(widgets).getViewFor(id);
        assertTrue(line(widget), line(widget).matches("Kept, (18:42|6:42.PM)\nAdd words"));
        widget.findViewById(R.id.glimmers_widget_line).performClick();
        assertEquals(
                "glimmers://app/kept/" + record.getString("id"),
                shadowOf(phone.app).getNextStartedActivity().getDataString());

        journal.restart(); // Glimmers was opened
        phone.settle();
        assertEquals("at 20:00", line(shadowOf(widgets).getViewFor(id)));
    }

    @Test
    public void whatCouldNotBeKeptIsSaidWithWhatToDo() throws Exception {
        int id = shadowOf(widgets).createWidget(KeepWidget.class, R.layout.glimmers_widget);
        journal.disk.refused = 2;
        journal.disk.full = true;

        press(id);

        String said = "Not kept\nThere is no room left on this phone. Free some space, then press again.";
        assertEquals(said, line(shadowOf(widgets).getViewFor(id)));
        assertEquals(0, journal.names().size());
    }

    @Test
    @Config(qualifiers = "night")
    public void byNightItHasTheColoursOfTheNight() {
        TextView line = shown().findViewById(R.id.glimmers_widget_line);

        assertEquals(0xFFF3EEE4, line.getCurrentTextColor());
        assertEquals(0xFF1F2143, phone.app.getColor(R.color.glimmers_raised));
    }

    @Test
    public void byDayItHasTheColoursOfTheDay() {
        TextView line = shown().findViewById(R.id.glimmers_widget_line);

        assertEquals(0xFF2A2640, line.getCurrentTextColor());
    }

    private View shown() {
        return shadowOf(widgets).getViewFor(shadowOf(widgets).createWidget(KeepWidget.class, R.layout.glimmers_widget));
    }

    private void press(int id) {
        shadowOf(widgets).getViewFor(id).findViewById(R.id.glimmers_widget_keep).performClick();
        phone.settle();
    }

    private static String line(View widget) {
        return ((TextView) widget.findViewById(R.id.glimmers_widget_line)).getText().toString();
    }
}
