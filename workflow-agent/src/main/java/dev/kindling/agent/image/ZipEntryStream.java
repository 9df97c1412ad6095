package dev.kindling.agent.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The one file in a zip archive, as vendors of images pack them; a second file in it would be anybody's guess. */
final class ZipEntryStream extends FilterInputStream {

    private final ZipInputStream zip;
    private final String name;

    private ZipEntryStream(ZipInputStream zip, String name) {
        super(zip);
        this.zip = zip;
        this.name = name;
    }

    static ZipEntryStream open(InputStream in) throws IOException {
        ZipInputStream zip = new ZipInputStream(in);
        ZipEntry entry = file(zip);
        if (entry == null) {
            throw new IOException("the zip archive holds no file");
        }
        return new ZipEntryStream(zip, entry.getName());
    }

    private static ZipEntry file(ZipInputStream zip) throws IOException {
        ZipEntry entry = zip.getNextEntry();
        while (entry != null && entry.isDirectory()) {
            entry = zip.getNextEntry();
        }
        return entry;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        int n = zip.read(buffer, offset, count);
        if (n < 0) {
            ZipEntry other = file(zip);
            if (other != null) {
                throw new IOException("the zip archive holds '" + name + "' and '" + other.getName()
                        + "'; which one is the image? Pack the image alone");
            }
        }
        return n;
    }
}
