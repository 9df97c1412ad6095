package dev.kindling.boots.content;

import dev.kindling.boots.boot.BootFiles;
import dev.kindling.boots.ipxe.PxelinuxFiles;
import dev.kindling.boots.machine.DirectorySettings;
import dev.kindling.boots.machine.MachineDirectory;
import dev.kindling.boots.machine.MachineProfile;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What {@link BoardTrees} would have for a board at its next boot, as a list; asking changes nothing. */
public final class BoardListing {

    private static final String GENERATED = "generated";
    private static final Inet4Address UNKNOWN = Inet4Address.ofLiteral("0.0.0.0");

    private final FirmwareChoice choice;
    private final BootFiles generated;
    private final MachineDirectory machines;
    private final IpxeFiles ipxe;

    BoardListing(FirmwareChoice choice, BootFiles generated, MachineDirectory machines, IpxeFiles ipxe) {
        this.choice = choice;
        this.generated = generated;
        this.machines = machines;
        this.ipxe = ipxe;
    }

    /**
     * One file.
     *
     * @param name in the board's tree
     * @param size in bytes
     * @param origin path on this host, or how it is made
     * @param text of a generated file; the nonce and the time of the boot are named in their places
     */
    public record Entry(String name, long size, String origin, Optional<String> text) {}

    /**
     * The whole tree.
     *
     * @param entries in the order of their names
     * @param passedOver what could not be looked into and why, a line each
     */
    public record Listing(Collection<Entry> entries, List<String> passedOver) {}

    public Listing of(MachineProfile machine) throws IOException {
        List<String> passedOver = new ArrayList<>();
        return new Listing(entries(machine, passedOver), passedOver);
    }

    private Collection<Entry> entries(MachineProfile machine, List<String> passedOver) throws IOException {
        Map<String, Entry> entries = new TreeMap<>();
        if (machine.bootsLocally() || !machine.allowPxe()) {
            for (String name : BoardTrees.STARTERS) {
                add(entries, new Entry(name, 0, "empty: boots its own disk", Optional.empty()));
            }
            if (machine.allowPxe()) {
                addEeprom(machine, entries, passedOver);
            }
            return entries.values();
        }
        for (String name : ipxe.programs()) {
            Optional<Path> program = ipxe.program(name);
            if (program.isPresent()) {
                add(entries, file(name, program.get()));
            }
        }
        String script = ipxe.autoexec(machine.address().orElse(UNKNOWN));
        add(entries, new Entry(IpxeFiles.AUTOEXEC, bytes(script), GENERATED, Optional.of(script)));
        addPxelinux(machine, entries);
        for (Entry entry : TreeWalk.files(choice.choose(machine.mac()), passedOver)) {
            if (!BoardTrees.EEPROM.contains(entry.name())) {
                add(entries, entry);
            }
        }
        addEeprom(machine, entries, passedOver);
        String config = generated.nextConfigTxt(machine);
        add(entries, new Entry(BoardTrees.CONFIG, bytes(config), GENERATED, Optional.of(config)));
        Optional<DirectorySettings> settings = machines.settings();
        Optional<String> line = generated.nextCommandLine(machine, settings);
        if (line.isPresent()) {
            int size = generated.nextCommandLineLength(machine, settings.get());
            add(entries, new Entry(BoardTrees.COMMAND_LINE, size, GENERATED, line));
        }
        return entries.values();
    }

    private void addPxelinux(MachineProfile machine, Map<String, Entry> entries) throws IOException {
        Optional<String> configuration = ipxe.nextPxelinux(machine);
        if (configuration.isEmpty()) {
            return;
        }
        int size = bytes(configuration.get());
        add(entries, new Entry(PxelinuxFiles.name(machine), size, GENERATED, configuration));
        for (String name : PxelinuxFiles.OF_TREE) {
            Optional<Path> file = ipxe.ofTree(machine, name);
            if (file.isPresent()) {
                add(entries, file(name, file.get()));
            }
        }
    }

    private void addEeprom(MachineProfile machine, Map<String, Entry> entries, List<String> passedOver)
            throws IOException {
        for (Entry entry : TreeWalk.files(choice.eeprom(machine.mac()), passedOver)) {
            if (BoardTrees.EEPROM.contains(entry.name())) {
                add(entries, entry);
            }
        }
    }

    private static void add(Map<String, Entry> entries, Entry entry) {
        entries.put(entry.name(), entry);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    static Entry file(String name, Path file) throws IOException {
        return new Entry(name, Files.size(file), file.toString(), Optional.empty());
    }
}
