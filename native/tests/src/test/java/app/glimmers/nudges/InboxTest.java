package app.glimmers.nudges;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TimeZone;
import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.annotation.Config;

/** What is written into the inbox, and in which order, whatever the phone and its disk do meanwhile. */
@RunWith(RobolectricTestRunner.class)
@Config(sdk = {24, 35}) // nothing in there differs between them but time and texts
public final class InboxTest {
    private static final Set<String> WRITTEN = Set.of("v", "id", "at", "zone", "note", "photos", "prompt", "from");
    private static final long NOW = 1795974127250L;

    @Rule public final Journal journal = new Journal();
    private final Phone phone = new Phone();

    @Test
    public void recordsAreThoseOfTheFormat() throws Exception {
        String vectors = Files.readString(new File("../../docs/inbox-vectors.json").toPath());
        JSONArray taken = new JSONObject(vectors).getJSONArray("taken");
        int tried = 0;
        for (int place = 0; place < taken.length(); place++) {
            JSONObject record = taken.getJSONObject(place).getJSONObject("record");
            if (isWrittenHere(record)) {
                assertSame(taken.getJSONObject(place).getString("name"), record, new JSONObject(written(record)));
                tried++;
            }
        }
        assertTrue("only " + tried, tried >= 9);
    }

    /** Whether it holds what this part writes, and as it writes it: to the millisecond, and nothing that says nothing. */
    private static boolean isWrittenHere(JSONObject record) throws Exception {
        for (Iterator<String> names = record.keys(); names.hasNext(); ) {
            String name = names.next();
            if (!WRITTEN.contains(name) || !name.equals("zone") && record.isNull(name)) {
                return false;
            }
        }
        return record.getString("at").matches(".*\\.[0-9]{3}[+-].*") && !record.optString("note", "words").isEmpty();
    }

    private static String written(JSONObject record) throws Exception {
        OffsetDateTime at = OffsetDateTime.parse(record.getString("at"));
        String zone = record.isNull("zone") ? "GMT" + at.getOffset().getId() : record.getString("zone");
        InboxRecord made =
                InboxRecord.of(
                        record.getString("id"),
                        at.toInstant().toEpochMilli(),
                        TimeZone.getTimeZone(zone),
                        record.optString("from", "tile"));
        made.note(record.optString("note", "")).prompt(record.optString("prompt", null));
        JSONArray photos = record.optJSONArray("photos");
        for (int place = 0; photos != null && place < photos.length(); place++) {
            assertEquals(photos.getString(place), made.photo());
        }
        return made.json();
    }

    private static void assertSame(String name, JSONObject wanted, JSONObject made) throws Exception {
        for (String field : WRITTEN) {
            if (field.equals("from") && !wanted.has("from")) {
                assertEquals("tile", made.getString("from"));
            } else if (wanted.isNull(field)) {
                assertTrue(name + ": " + field, made.isNull(field));
            } else {
                assertEquals(name + ": " + field, wanted.get(field).toString(), made.get(field).toString());
            }
        }
    }

    @Test
    public void anIdTellsItsMomentAndIsDrawnAnew() {
        Set<String> ids = new HashSet<>();
        for (int count = 0; count < 200; count++) {
            ids.add(Inbox.record(NOW, "tile").id);
        }

        assertEquals(200, ids.size());
        for (String id : ids) {
            assertTrue(id, InboxRecord.isId(id));
            assertEquals(NOW, Long.parseLong(id.replace("-", "").substring(0, 12), 16));
        }
    }

    @Test
    public void itIsTheOwnersAloneAndReachesTheDiskInItsOrder() throws Exception {
        keepWithPhotos(1);

        assertEquals(
                List.of(
                        "folder", "flush journal",
                        "create", "write", "flush", "name ID.0",
                        "create", "write", "flush", "name ID.json", "flush inbox"),
                journal.disk.done);
        assertEquals("share", journal.record().getString("from"));
        assertEquals(phone.app.getPackageName(), "app.glimmers");
    }

    @Test
    public void whereverThePhoneGoesOffThereIsNoRecordOrTheWholeOne() throws Exception {
        keepWithPhotos(2);
        List<String> steps = List.copyOf(journal.disk.done);
        int named = steps.indexOf("name ID.json");
        for (int before = 0; before <= steps.size(); before++) {
            empty();
            journal.disk.offBefore = before;
            boolean told;
            try {
                keepWithPhotos(2);
                told = true;
            } catch (PlainDisk.Off off) {
                told = false;
            }

            assertEquals("before " + before, told, before == steps.size());
            assertEquals("before " + before, before > named ? 1 : 0, journal.records().size());
        }
    }

    @Test
    public void whatTheDiskRefusesLeavesNothingAndIsNotSaidToBeKept() throws Exception {
        Keeping.moment(phone.app, "tile", null, NOW);
        int steps = journal.disk.done.size();
        for (int refused = 0; refused < steps; refused++) {
            for (boolean full : new boolean[] {false, true}) {
                empty();
                journal.disk.refused = refused;
                journal.disk.full = full;

                Keeping keeping = Keeping.moment(phone.app, "tile", null, NOW);

                assertNull(keeping.id);
                assertEquals("Not kept", keeping.said);
                assertEquals(full, keeping.why.startsWith("There is no room left on this phone."));
                assertEquals(List.of(), journal.names());
            }
        }
    }

    @Test
    public void aPhotoThatIsTooLargeOrHasNothingInItLeavesNothing() throws Exception {
        byte[] whole = "a photo".getBytes(StandardCharsets.UTF_8);
        InboxRecord record = Inbox.record(NOW, "share");
        Inbox.Entry entry = Inbox.of(phone.app).begin(record);

        assertEquals(-1, entry.add(new ByteArrayInputStream(new byte[0]), 10));
        assertEquals(-1, entry.add(new ByteArrayInputStream(new byte[11]), 10));
        assertEquals(7, entry.add(new ByteArrayInputStream(whole), 7));
        entry.keep();

        assertEquals(List.of(record.id + ".0", record.id + ".json"), journal.names());
        assertArrayEquals(whole, Files.readAllBytes(new File(journal.inbox(), record.id + ".0").toPath()));
    }

    @Test
    public void aLinkInTheFoldersPlaceIsNotFollowed() throws Exception {
        File elsewhere = new File(journal.folder(), "elsewhere");
        assertTrue(elsewhere.mkdir());
        Files.createSymbolicLink(journal.inbox().toPath(), elsewhere.toPath());

        assertNull(Keeping.moment(phone.app, "tile", null, NOW).id);
        assertEquals(0, elsewhere.list().length);
    }

    @Test
    public void beforeGlimmersWasEverOpenedNothingIsKeptAndWhatToDoIsSaid() {
        Inbox.tell(phone.app, "");

        Keeping keeping = Keeping.moment(phone.app, "tile", null, NOW);

        assertNull(keeping.id);
        assertEquals("Open Glimmers once. After that, one press here keeps a moment.", keeping.why);
        assertEquals("glimmers://app/capture", keeping.open(phone.app).getDataString());
        assertFalse(journal.inbox().exists());
    }

    private void keepWithPhotos(int count) throws Exception {
        Inbox.Entry entry = Inbox.of(phone.app).begin(Inbox.record(NOW, "share").note("look"));
        for (int place = 0; place < count; place++) {
            entry.add(new ByteArrayInputStream(new byte[] {1, 2, 3}), 10);
        }
        entry.keep();
    }

    private void empty() {
        for (String name : journal.names()) {
            assertTrue(new File(journal.inbox(), name).delete());
        }
        if (journal.inbox().exists()) {
            assertTrue(journal.inbox().delete());
        }
        journal.restart();
        assertEquals(List.of(), Arrays.asList(journal.disk.done.toArray()));
    }
}
