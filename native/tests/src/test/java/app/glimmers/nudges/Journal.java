package app.glimmers.nudges;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;
import org.robolectric.RuntimeEnvironment;

/** The folder of a journal, of which Python has told the phone, and what lies in its inbox. */
final class Journal extends ExternalResource {
    private final TemporaryFolder temporary = new TemporaryFolder();
    PlainDisk disk;

    @Override
    protected void before() throws IOException {
        temporary.create();
        restart();
    }

    @Override
    protected void after() {
        temporary.delete();
    }

    /** Python opens it; the disk has refused nothing yet. */
    void restart() {
        disk = new PlainDisk();
        Inbox.phone = disk;
        Inbox.tell(RuntimeEnvironment.getApplication(), folder().getPath());
    }

    File folder() {
        return temporary.getRoot();
    }

    File inbox() {
        return new File(folder(), "inbox");
    }

    /** All names there, in their order. */
    List<String> names() {
        String[] found = inbox().list();
        List<String> names = found == null ? new ArrayList<>() : new ArrayList<>(Arrays.asList(found));
        names.sort(null);
        return names;
    }

    /** Every record that has its name: each must be whole, and its photos beside it. */
    List<JSONObject> records() throws Exception {
        List<JSONObject> records = new ArrayList<>();
        for (String name : names()) {
            if (name.endsWith(".json")) {
                JSONObject record = new JSONObject(Files.readString(new File(inbox(), name).toPath()));
                assertEquals(name, record.getString("id") + ".json");
                assertTrue(InboxRecord.isId(record.getString("id")));
                JSONArray photos = record.optJSONArray("photos");
                for (int place = 0; photos != null && place < photos.length(); place++) {
                    assertTrue(new File(inbox(), photos.getString(place)).isFile());
                }
                records.add(record);
            }
        }
        return records;
    }

    /** The one record there is. */
    JSONObject record() throws Exception {
        List<JSONObject> records = records();
        assertEquals(names().toString(), 1, records.size());
        return records.get(0);
    }
}
