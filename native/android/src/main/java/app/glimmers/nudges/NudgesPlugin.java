package app.glimmers.nudges;

import io.flutter.embedding.engine.plugins.FlutterPlugin;

/** Brings the classes beside it into the app. Flutter itself has nothing to do with them. */
public final class NudgesPlugin implements FlutterPlugin {
    @Override
    public void onAttachedToEngine(FlutterPluginBinding binding) {}

    @Override
    public void onDetachedFromEngine(FlutterPluginBinding binding) {}
}
