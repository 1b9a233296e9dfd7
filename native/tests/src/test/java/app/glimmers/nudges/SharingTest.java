package app.glimmers.nudges;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.content.ClipData;
import android.content.Intent;
import android.content.pm.ProviderInfo;
import android.net.Uri;
import android.os.Looper;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.json.JSONObject;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.android.controller.ActivityController;
import org.robolectric.annotation.Config;

/** What other apps share: copied as it came, bounded, and nothing of ours is read for them. */
@RunWith(RobolectricTestRunner.class)
@Config(sdk = {24, 33, 35})
public final class SharingTest {
    private static final byte[] PHOTO = "a photo".getBytes(StandardCharsets.UTF_8);

    @Rule public final Journal journal = new Journal();
    @Rule public final TemporaryFolder theirs = new TemporaryFolder();
    private final Phone phone = new Phone();

    @Before
    public void anotherAppLends() {
        Lender.folder = theirs.getRoot();
        Robolectric.setupContentProvider(Lender.class, "their.gallery");
        phone.waitUntil("2027-01-05T18:42:07.250");
    }

    @Test
    public void wordsAndATitleComeInAndTheAppOpensOnItsCard() throws Exception {
        Intent words = send("text/plain").putExtra(Intent.EXTRA_SUBJECT, "A heron").putExtra(Intent.EXTRA_TEXT, "by the river");

        String opened = share(words);

        JSONObject record = journal.record();
        assertEquals("A heron\nby the river", record.getString("note"));
        assertEquals("share", record.getString("from"));
        assertEquals("2027-01-05T18:42:07.250+01:00", record.getString("at"));
        assertEquals("glimmers://app/shared?came=" + record.getString("id"), opened);
    }

    @Test
    public void aTitleThatItsWordsRepeatIsSaidOnce() throws Exception {
        share(send("text/plain").putExtra(Intent.EXTRA_SUBJECT, "A heron").putExtra(Intent.EXTRA_TEXT, "A heron, by the river"));

        assertEquals("A heron, by the river", journal.record().getString("note"));
    }

    @Test
    public void photosComeInAsTheyAreInTheirOrder() throws Exception {
        lends("one.jpg", "1");
        lends("two.jpg", "22");
        ArrayList<Uri> photos = new ArrayList<>(List.of(uri("two.jpg"), uri("one.jpg"), uri("two.jpg")));

        share(new Intent(Intent.ACTION_SEND_MULTIPLE).setType("image/*").putParcelableArrayListExtra(Intent.EXTRA_STREAM, photos));

        String id = journal.record().getString("id");
        assertEquals(List.of(id + ".0", id + ".1", id + ".json"), journal.names());
        assertEquals("22", Files.readString(new File(journal.inbox(), id + ".0").toPath()));
        assertEquals("1", Files.readString(new File(journal.inbox(), id + ".1").toPath()));
    }

    @Test
    public void onePhotoComesInWithItsWordsAlsoWhereItsTypeIsToldByTheAppAlone() throws Exception {
        lends("one.untold", "1");

        share(send("image/png").putExtra(Intent.EXTRA_STREAM, uri("one.untold")).putExtra(Intent.EXTRA_TEXT, "look"));

        assertEquals("look", journal.record().getString("note"));
        assertEquals(1, journal.record().getJSONArray("photos").length());
    }

    @Test
    public void whatLiesInTheClipboardOfTheShareIsTakenWhereNothingElseIsNamed() throws Exception {
        lends("one.jpg", "1");
        Intent clip = send("image/*");
        clip.setClipData(ClipData.newRawUri("", uri("one.jpg")));

        share(clip);

        assertEquals(1, journal.record().getJSONArray("photos").length());
    }

    @Test
    public void nothingOfOursIsReadForAnotherApp() throws Exception {
        File journalFile = new File(journal.folder(), "glimmers.db");
        Files.write(journalFile.toPath(), PHOTO);
        ProviderInfo ours = new ProviderInfo();
        ours.authority = "app.glimmers.files";
        ours.packageName = "app.glimmers";
        ours.name = "app.glimmers.Files";
        shadowOf(phone.app.getPackageManager()).addOrUpdateProvider(ours);
        Robolectric.setupContentProvider(Lender.class, "app.glimmers.files");
        lends("one.jpg", "1");
        for (Uri hostile :
                List.of(
                        Uri.fromFile(journalFile),
                        Uri.parse("content://app.glimmers.files/one.jpg"),
                        Uri.parse("content://0@app.glimmers.files/one.jpg"),
                        Uri.parse("https://example.org/one.jpg"),
                        Uri.parse("android.resource://app.glimmers/drawable/glimmers_nudge"),
                        Uri.parse("content:one.jpg"),
                        Uri.parse("one.jpg"))) {
            String opened = share(send("image/jpeg").putExtra(Intent.EXTRA_STREAM, hostile));

            assertEquals(hostile.toString(), "glimmers://app/shared?left=1", opened);
            assertEquals(hostile.toString(), List.of(), journal.names());
        }
    }

    @Test
    public void whateverIsSentNothingEndsTheApp() throws Exception {
        lends("words.txt", "no picture");
        List<Intent> sent =
                List.of(
                        send("text/plain"),
                        send(null).setAction(null),
                        send("text/plain").putExtra(Intent.EXTRA_TEXT, 7),
                        send("text/plain").putExtra(Intent.EXTRA_TEXT, " \0 "),
                        send("image/*").putExtra(Intent.EXTRA_STREAM, "no uri"),
                        send("image/*").putExtra(Intent.EXTRA_STREAM, new Intent()),
                        send("image/*").setAction(Intent.ACTION_SEND_MULTIPLE).putExtra(Intent.EXTRA_STREAM, uri("one.jpg")),
                        send("image/*").putExtra(Intent.EXTRA_STREAM, uri("refused.jpg")),
                        send("image/*").putExtra(Intent.EXTRA_STREAM, uri("missing.jpg")),
                        send("image/*").putExtra(Intent.EXTRA_STREAM, uri("words.txt")),
                        send("image/*").putExtra(Intent.EXTRA_STREAM, Uri.parse("content://nobody/one.jpg")));
        for (Intent each : sent) {
            String opened = share(each);

            assertTrue(each + " " + opened, opened.matches("glimmers://app/shared\\?(left=1|refused=unread)"));
            assertEquals(each.toString(), List.of(), journal.names());
        }
    }

    @Test
    public void aPhotoThatCannotBeReadKeepsNothingElseBack() throws Exception {
        lends("one.jpg", "1");
        ArrayList<Uri> photos = new ArrayList<>(List.of(uri("refused.jpg"), uri("one.jpg"), uri("missing.jpg")));

        String opened =
                share(new Intent(Intent.ACTION_SEND_MULTIPLE).setType("image/*").putParcelableArrayListExtra(Intent.EXTRA_STREAM, photos));

        assertTrue(opened, opened.endsWith("&left=2"));
        assertEquals(1, journal.record().getJSONArray("photos").length());
    }

    @Test
    @Config(sdk = 35)
    public void thereIsAnEndToHowManyPhotosComeAtOnce() throws Exception {
        ArrayList<Uri> photos = new ArrayList<>();
        for (int number = 0; number < Sharing.MOST_PHOTOS + 2; number++) {
            lends(number + ".jpg", "photo " + number);
            photos.add(uri(number + ".jpg"));
        }

        String opened =
                share(new Intent(Intent.ACTION_SEND_MULTIPLE).setType("image/*").putParcelableArrayListExtra(Intent.EXTRA_STREAM, photos));

        assertTrue(opened, opened.endsWith("&left=2"));
        assertEquals(Sharing.MOST_PHOTOS, journal.record().getJSONArray("photos").length());
    }

    @Test
    @Config(sdk = 35)
    public void aPhotoThatIsTooLargeIsLeftOut() throws Exception {
        try (RandomAccessFile large = new RandomAccessFile(new File(theirs.getRoot(), "large.jpg"), "rw")) {
            large.setLength(Sharing.MOST_BYTES + 1);
        }

        String opened = share(send("image/jpeg").putExtra(Intent.EXTRA_STREAM, uri("large.jpg")).putExtra(Intent.EXTRA_TEXT, "look"));

        assertTrue(opened, opened.endsWith("&left=1"));
        assertFalse(journal.record().has("photos"));
    }

    @Test
    @Config(sdk = 35)
    public void thereIsAnEndToHowManySharesWaitAndTapsDoNotCount() throws Exception {
        for (int count = 0; count < Sharing.MOST_WAITING; count++) {
            Keeping.moment(phone.app, "tile", null, System.currentTimeMillis());
            assertTrue(share(send("text/plain").putExtra(Intent.EXTRA_TEXT, "number " + count)).contains("came="));
        }

        assertEquals("glimmers://app/shared?refused=many", share(send("text/plain").putExtra(Intent.EXTRA_TEXT, "one more")));
        assertEquals(2 * Sharing.MOST_WAITING, journal.records().size());
    }

    @Test
    @Config(sdk = 35)
    public void whatTheDiskRefusesLeavesNothingAndSaysSo() throws Exception {
        lends("one.jpg", "1");
        Intent photo = send("image/jpeg").putExtra(Intent.EXTRA_STREAM, uri("one.jpg"));
        share(photo);
        int steps = journal.disk.done.size();
        for (String name : journal.names()) {
            assertTrue(new File(journal.inbox(), name).delete());
        }
        for (int refused = 0; refused < steps - 1; refused++) {
            journal.restart();
            journal.disk.refused = refused;
            journal.disk.full = refused % 2 == 0;

            String opened = share(photo);

            assertEquals("glimmers://app/shared?refused=" + (journal.disk.full ? "room" : "unwritten"), opened);
            assertEquals(List.of(), journal.names());
        }
    }

    @Test
    public void beforeGlimmersWasEverOpenedItOpensAndSaysSo() throws Exception {
        Inbox.tell(phone.app, "");

        assertEquals("glimmers://app/shared?refused=unopened", share(send("text/plain").putExtra(Intent.EXTRA_TEXT, "words")));
    }

    @Test
    public void thePersonCanGoBackMeanwhileAndWhatCameWaits() throws Exception {
        ActivityController<ShareActivity> activity =
                Robolectric.buildActivity(ShareActivity.class, send("text/plain").putExtra(Intent.EXTRA_TEXT, "words")).create();
        activity.get().finish();
        settle();

        assertEquals(1, journal.records().size());
        assertEquals(null, shadowOf(activity.get()).getNextStartedActivity());
    }

    private static Intent send(String type) {
        return new Intent(Intent.ACTION_SEND).setType(type);
    }

    private static Uri uri(String name) {
        return Uri.parse("content://their.gallery/" + name);
    }

    private void lends(String name, String content) throws IOException {
        Files.writeString(new File(theirs.getRoot(), name).toPath(), content);
    }

    /** Share it; returns the address of ours that was opened. */
    private String share(Intent intent) throws Exception {
        ActivityController<ShareActivity> activity = Robolectric.buildActivity(ShareActivity.class, intent).create();
        settle();
        assertTrue("it does not stay", activity.get().isFinishing());
        Intent opened = shadowOf(activity.get()).getNextStartedActivity();
        assertEquals("app.glimmers", opened.getPackage());
        return opened.getDataString();
    }

    private static void settle() throws InterruptedException {
        for (Thread each : Thread.getAllStackTraces().keySet()) {
            if (each.getName().equals("share")) {
                each.join(20_000);
            }
        }
        shadowOf(Looper.getMainLooper()).idle();
    }
}
