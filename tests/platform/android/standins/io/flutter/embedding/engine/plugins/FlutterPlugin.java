package io.flutter.embedding.engine.plugins;

public interface FlutterPlugin {
    interface FlutterPluginBinding {}

    void onAttachedToEngine(FlutterPluginBinding binding);

    void onDetachedFromEngine(FlutterPluginBinding binding);
}
