package dev.kindling.agent.root;

import dev.kindling.contract.CommandLine;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The machine as files. On a board the directory is {@code /}; for a virtual board it holds the same paths.
 *
 * @param directory absolute and normalised
 */
public record AgentRoot(Path directory) {

    private static final Pattern ADDRESS = Pattern.compile("(?m)^IPV4ADDR='?([0-9.]+)'?\\s*$");

    public AgentRoot {
        directory = directory.toAbsolutePath().normalize();
    }

    /** Where an absolute path of the machine lies. */
    public Path resolve(String machinePath) {
        if (!machinePath.startsWith("/")) {
            throw new IllegalArgumentException("'" + machinePath + "' is not an absolute path");
        }
        Path resolved = directory.resolve(machinePath.replaceFirst("^/+", "")).normalize();
        if (!resolved.startsWith(directory)) {
            throw new IllegalArgumentException("'" + machinePath + "' leads out of the machine's root");
        }
        return resolved;
    }

    /** The machine's own root, and not a directory that plays one. */
    public boolean isMachine() {
        return directory.getParent() == null;
    }

    /** Where the agent keeps what must not outlive this boot. */
    public Path runDirectory() {
        return resolve("/run/kindling");
    }

    /**
     * What boots wrote for this boot.
     *
     * @throws IllegalArgumentException naming the missing word
     */
    public CommandLine commandLine() throws IOException {
        return CommandLine.parse(Files.readString(resolve("/proc/cmdline")));
    }

    /**
     * The board's address as klibc's ipconfig wrote it.
     *
     * @return empty when nothing was written
     */
    public Optional<String> address() throws IOException {
        Path file = resolve("/run/net-eth0.conf");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Matcher matcher = ADDRESS.matcher(Files.readString(file));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** What every socket must bind to; empty on a machine of its own, whose routes decide. */
    public Optional<InetAddress> bindAddress() throws IOException {
        if (isMachine()) {
            return Optional.empty();
        }
        Optional<String> address = address();
        return address.isEmpty() ? Optional.empty() : Optional.of(InetAddress.getByName(address.get()));
    }
}
