package dev.kindling.provisioner.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Files by their names, written as one. */
final class Bundle {

    /** A name comes from a service and is never trusted to be a harmless one. */
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_.+-]+(/[A-Za-z0-9_.+-]+)*");

    private Bundle() {}

    static void writeZip(Path target, Map<String, byte[]> files) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(target))) {
            for (Map.Entry<String, byte[]> each : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(checked(each.getKey())));
                zip.write(each.getValue());
                zip.closeEntry();
            }
        }
    }

    static void writeInto(Path directory, Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> each : files.entrySet()) {
            Path file = directory.resolve(checked(each.getKey()));
            Files.createDirectories(file.getParent());
            Files.write(file, each.getValue());
        }
    }

    private static String checked(String name) throws IOException {
        if (!HARMLESS.matcher(name).matches() || name.contains("..")) {
            throw new IOException("the server sent a document with the name '" + name
                    + "'; only letters, digits and '_.+-/' are taken");
        }
        return name;
    }
}
