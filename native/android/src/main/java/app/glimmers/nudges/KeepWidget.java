package app.glimmers.nudges;

import android.app.PendingIntent;
import android.appwidget.AppWidgetManager;
import android.appwidget.AppWidgetProvider;
import android.content.ComponentName;
import android.content.Context;
import android.content.Intent;
import android.widget.RemoteViews;

/** On the home screen: a round button that keeps a moment, and beside it the prompt of the next reminder, or "Kept, 18:42". */
public final class KeepWidget extends AppWidgetProvider {
    static final String KEEP = "app.glimmers.nudges.WIDGET_KEEP";
    private static final String PROMPT = "app.glimmers.nudges.PROMPT";

    @Override
    public void onUpdate(Context context, AppWidgetManager manager, int[] widgets) {
        manager.updateAppWidget(widgets, asking(context));
    }

    @Override
    public void onReceive(Context context, Intent intent) {
        if (KEEP.equals(intent.getAction())) {
            Keeping keeping = Keeping.moment(context, "widget", intent.getStringExtra(PROMPT), System.currentTimeMillis());
            showEverywhere(context, answered(context, keeping));
        } else if (Reminders.PLANNED.equals(intent.getAction())) {
            showEverywhere(context, asking(context));
        } else {
            super.onReceive(context, intent);
        }
    }

    private static void showEverywhere(Context context, RemoteViews views) {
        AppWidgetManager manager = AppWidgetManager.getInstance(context);
        if (manager != null) { // a device without a home screen for them
            manager.updateAppWidget(manager.getAppWidgetIds(new ComponentName(context, KeepWidget.class)), views);
        }
    }

    private static RemoteViews asking(Context context) {
        Nudge next = Reminders.next(context, System.currentTimeMillis());
        String line = next == null ? context.getString(R.string.glimmers_question) : next.body;
        return views(context, line, next == null ? null : next.prompt(), Keeping.open(context, "/capture"));
    }

    private static RemoteViews answered(Context context, Keeping keeping) {
        String more = keeping.id == null ? keeping.why : context.getString(R.string.glimmers_add_words);
        return views(context, keeping.said + "\n" + more, null, keeping.open(context));
    }

    private static RemoteViews views(Context context, String line, String prompt, Intent open) {
        RemoteViews views = new RemoteViews(context.getPackageName(), R.layout.glimmers_widget);
        Intent keep = new Intent(context, KeepWidget.class).setAction(KEEP).putExtra(PROMPT, prompt);
        views.setTextViewText(R.id.glimmers_widget_line, line);
        views.setOnClickPendingIntent(R.id.glimmers_widget_keep, Reminders.broadcast(context, keep));
        views.setOnClickPendingIntent(
                R.id.glimmers_widget_line, PendingIntent.getActivity(context, 0, open, Reminders.FLAGS));
        return views;
    }
}
