package dev.kindling.agent.disk;

import dev.kindling.agent.runtime.ActionFailure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What is mounted in the agent's namespace (proc(5), mountinfo), oldest first. */
public record MountTable(List<Mounted> mounts) {

    private static final Path INFO = Path.of("/proc/self/mountinfo");
    private static final Path DEVICES = Path.of("/sys/dev/block");
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

    /**
     * One mounted file system.
     *
     * @param device {@code MAJOR:MINOR}; of no disk where a file system spans several, as btrfs may
     * @param point where
     * @param source the device's path, or a word
     */
    public record Mounted(String device, Path point, String source) {}

    public MountTable {
        mounts = List.copyOf(mounts);
    }

    /** The present one; empty where the kernel shows none. */
    public static MountTable read() throws IOException {
        return Files.exists(INFO) ? parse(Files.readAllLines(INFO)) : new MountTable(List.of());
    }

    static MountTable parse(List<String> lines) {
        List<Mounted> mounts = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split(" ");
            int dash = List.of(words).indexOf("-");
            if (words.length > 5 && dash > 0 && dash + 2 < words.length) {
                mounts.add(new Mounted(words[2], Path.of(plain(words[4])), plain(words[dash + 2])));
            }
        }
        return new MountTable(mounts);
    }

    /** Blanks and the like are written in octal. */
    private static String plain(String field) {
        return OCTAL.matcher(field).replaceAll(MountTable::character);
    }

    private static String character(MatchResult octal) {
        return java.util.regex.Matcher.quoteReplacement(Character.toString((char) Integer.parseInt(octal.group(1), 8)));
    }

    /** Mount points at or below a directory, the newest first, as they can be unmounted. */
    public List<Path> below(Path directory) {
        List<Path> points = new ArrayList<>();
        mounts.stream()
                .map(Mounted::point)
                .filter(point -> point.startsWith(directory))
                .forEach(point -> points.add(0, point));
        return points;
    }

    /**
     * Refuses to write to a disk of which something is mounted: the kernel would write its old metadata over what is new.
     *
     * @param disk a disk with all of its partitions, or one partition; what the kernel has no device for is not mounted
     */
    public static void mustNotHold(Region disk) throws ActionFailure, IOException {
        if (!disk.blockDevice()) {
            return;
        }
        Optional<Mounted> held = read().of(devices(disk));
        if (held.isPresent()) {
            throw new ActionFailure(disk.name() + " is in use: " + held.get().source() + " is mounted at "
                    + held.get().point()
                    + ", and writing below it would damage both; unmount it, or reboot the machine");
        }
    }

    Optional<Mounted> of(Set<String> devices) {
        return mounts.stream()
                .filter(mounted -> devices.contains(mounted.device()))
                .findFirst();
    }

    /** Its own number and those of its partitions. */
    private static Set<String> devices(Region disk) throws IOException {
        long device = (Long) Files.getAttribute(disk.path(), "unix:rdev");
        // glibc's makedev: twelve bits of the major number and twenty of the minor one lie in two parts each.
        long major = device >> 8 & 0xfff | device >> 32 & ~0xfffL;
        long minor = device & 0xff | device >> 12 & 0xffff_ff00L;
        Set<String> devices = new HashSet<>(Set.of(major + ":" + minor));
        Path system = DEVICES.resolve(major + ":" + minor);
        if (Files.isDirectory(system)) {
            try (DirectoryStream<Path> entries =
                    Files.newDirectoryStream(system, entry -> Files.exists(entry.resolve("partition")))) {
                for (Path partition : entries) {
                    devices.add(Files.readString(partition.resolve("dev")).strip());
                }
            }
        }
        return devices;
    }
}
