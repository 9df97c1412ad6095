package dev.kindling.agent.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A card with a FAT and an ext4 partition, made by mformat and mke2fs, as a Pi's image has them. */
public record CardFixture(Path path) {

    static final long FAT = 1L << 20;
    static final long EXT = 10L << 20;
    private static final long FAT_SIZE = 8L << 20;
    private static final long EXT_SIZE = 16L << 20;

    public static CardFixture make(Path path) throws IOException, InterruptedException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(EXT + EXT_SIZE);
            file.seek(446);
            file.write(entry(0x0c, FAT, FAT_SIZE));
            file.write(entry(0x83, EXT, EXT_SIZE));
            file.seek(510);
            file.write(new byte[] {0x55, (byte) 0xaa});
        }
        CardFixture card = new CardFixture(path);
        card.tool(
                "mformat", "-i", path + "@@" + FAT, "-T", Long.toString(FAT_SIZE / 512), "-h", "16", "-s", "32", "::");
        card.tool(
                "/usr/sbin/mke2fs", "-q", "-t", "ext4", "-E", "offset=" + EXT, path.toString(), (EXT_SIZE >> 10) + "k");
        return card;
    }

    private static byte[] entry(int type, long offset, long size) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(4, (byte) type)
                .putInt(8, (int) (offset / 512))
                .putInt(12, (int) (size / 512))
                .array();
    }

    public String fat(String tool, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(tool, "-i", path + "@@" + FAT));
        command.addAll(List.of(arguments));
        return tool(command.toArray(String[]::new));
    }

    public String ext(String command) throws IOException, InterruptedException {
        return tool("/usr/sbin/debugfs", "-R", command, path + "?offset=" + EXT);
    }

    /** What fsck finds; exit code 0 means nothing. */
    public int fsck() throws IOException, InterruptedException {
        return new ProcessBuilder("/usr/sbin/e2fsck", "-f", "-n", path + "?offset=" + EXT)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private String tool(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("MTOOLS_SKIP_CHECK", "1");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
