package dev.kindling.provisioner.firmware;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The versions of boot files in a data directory: {@code firmware/NAME}, and the link {@code firmware/current} to the one
 * that boots serves. Two things boots looks at, too: {@code firmware/machine-MAC}, which one board gets before it, and
 * {@code firmware/default}, which all get where there is no {@code current}.
 */
record FirmwareStore(Path directory) {

    private static final String CURRENT = "current";
    private static final String DEFAULT = "default";
    private static final Pattern OF_MACHINE = Pattern.compile("machine-(?:[0-9a-f]{2}:){5}[0-9a-f]{2}");
    private static final String NOTES = "kindling.properties";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+_~-]*");

    static FirmwareStore in(Path data) throws IOException {
        return new FirmwareStore(Files.createDirectories(data.resolve("firmware")));
    }

    /**
     * One version.
     *
     * @param kernel release of its kernel
     * @param root name of the root tree that has the modules; empty when none has
     * @param source where it came from
     */
    record Version(String name, String kernel, String root, String source) {}

    List<Version> versions() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                    .map(entry -> entry.getFileName().toString())
                    .filter(name -> NAME.matcher(name).matches())
                    .sorted()
                    .map(this::version)
                    .toList();
        }
    }

    private Version version(String name) {
        Properties notes = new Properties();
        try (Reader reader = Files.newBufferedReader(directory.resolve(name).resolve(NOTES))) {
            notes.load(reader);
        } catch (IOException e) {
            // Put there by hand: all that is known is its name.
        }
        return new Version(
                name, notes.getProperty("kernel", ""), notes.getProperty("root", ""), notes.getProperty("source", ""));
    }

    /** The one that boots serves to boards without one of their own; by boots' rules. */
    Optional<String> used() throws IOException {
        for (String name : List.of(CURRENT, DEFAULT)) {
            Path choice = directory.resolve(name);
            if (Files.isDirectory(choice)) {
                return Optional.of(choice.toRealPath().getFileName().toString());
            }
        }
        return Optional.empty();
    }

    /** The boards that have a version of their own, whatever is used: MAC address and version. */
    SortedMap<String, String> machines() throws IOException {
        SortedMap<String, String> machines = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "machine-*")) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (OF_MACHINE.matcher(name).matches() && Files.isDirectory(entry)) {
                    machines.put(
                            name.substring(name.indexOf('-') + 1),
                            entry.toRealPath().getFileName().toString());
                }
            }
        }
        return machines;
    }

    /** @throws FirmwareException when there is one with this name, or it is no name */
    void mustBeNew(String name) throws FirmwareException {
        if (!NAME.matcher(name).matches() || name.equals(DEFAULT) || name.equals(CURRENT)) {
            throw new FirmwareException(
                    "'" + name + "' is no name for a version; letters, digits and . + _ ~ - make one");
        }
        if (Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
            throw new FirmwareException(
                    directory.resolve(name) + " exists; remove it, or give another name with --name");
        }
    }

    /** A place on the same disk to prepare a version in. */
    Path scratch() throws IOException {
        return Files.createTempDirectory(directory, ".import-");
    }

    /** Takes a directory in, whole or not at all. */
    void add(Path prepared, Version version) throws IOException {
        Properties notes = new Properties();
        notes.setProperty("kernel", version.kernel());
        notes.setProperty("root", version.root());
        notes.setProperty("source", version.source());
        StringWriter text = new StringWriter();
        notes.store(text, null);
        Files.writeString(prepared.resolve(NOTES), text.toString());
        Files.move(prepared, directory.resolve(version.name()), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Lets boots serve this one, from the next file on. */
    void use(String name) throws IOException, FirmwareException {
        if (!NAME.matcher(name).matches() || !Files.isDirectory(directory.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
            throw new FirmwareException("there is no version '" + name + "'; 'kindling firmware list' names them");
        }
        Path link = directory.resolve(CURRENT);
        if (Files.isDirectory(link, LinkOption.NOFOLLOW_LINKS)) {
            throw new FirmwareException(
                    link + " is a directory, put there by hand; rename it, and it is a version like the others");
        }
        Path aside = directory.resolve(".current-" + ProcessHandle.current().pid());
        Files.deleteIfExists(aside);
        Files.createSymbolicLink(aside, Path.of(name));
        Files.move(aside, link, StandardCopyOption.ATOMIC_MOVE);
    }
}
