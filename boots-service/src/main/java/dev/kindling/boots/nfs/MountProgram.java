package dev.kindling.boots.nfs;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.machine.MachineDirectory;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.nfs.rpc.FileSlice;
import dev.kindling.boots.nfs.rpc.RpcCall;
import dev.kindling.boots.nfs.rpc.RpcProgram;
import dev.kindling.boots.nfs.tree.NfsException;
import dev.kindling.boots.nfs.tree.NfsStatus;
import dev.kindling.boots.nfs.tree.RootTrees;
import dev.kindling.boots.nfs.tree.Tree;
import dev.kindling.boots.nfs.tree.TreeFile;
import dev.kindling.boots.nfs.xdr.MalformedXdrException;
import dev.kindling.boots.nfs.xdr.XdrWriter;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * MOUNT version 3 (RFC 1813 appendix I): gives a machine of the inventory the handle of a root tree.
 *
 * <pre>
 * /kindling/root[/DIRECTORY]          the tree that was chosen for this machine; so do / and nothing at all
 * /kindling/roots/NAME[/DIRECTORY]    the tree with this name
 * </pre>
 */
final class MountProgram implements RpcProgram {

    static final int NUMBER = 100_005;

    private static final int VERSION = 3;
    private static final int NULL = 0;
    private static final int MNT = 1;
    private static final int DUMP = 2;
    private static final int EXPORT = 5;
    private static final int MAXIMUM_PATH = 1024;
    private static final int AUTH_SYS = 1;
    private static final List<String> OWN_ROOT = segments(BootsProperties.Nfs.PATH);
    private static final List<String> NAMED_ROOT = List.of("kindling", "roots");

    private final RootTrees roots;
    private final MachineDirectory machines;
    private final MountJournal journal;

    MountProgram(RootTrees roots, MachineDirectory machines, MountJournal journal) {
        this.roots = roots;
        this.machines = machines;
        this.journal = journal;
    }

    @Override
    public int number() {
        return NUMBER;
    }

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public boolean has(int procedure) {
        return procedure >= NULL && procedure <= EXPORT;
    }

    @Override
    public Optional<FileSlice> call(RpcCall call, XdrWriter out) throws MalformedXdrException {
        switch (call.target().procedure()) {
            case MNT -> mount(call, out);
            // We keep no list of who has mounted; the timeline has it.
            case DUMP -> out.bool(false);
            case EXPORT -> exports(out);
            default -> {
                // NULL, UMNT and UMNTALL: an empty reply.
            }
        }
        return Optional.empty();
    }

    private static void exports(XdrWriter out) {
        out.bool(true)
                .opaque(BootsProperties.Nfs.PATH.getBytes(StandardCharsets.US_ASCII))
                .bool(false);
        out.bool(false);
    }

    private void mount(RpcCall call, XdrWriter out) throws MalformedXdrException {
        String path = new String(call.arguments().opaque(MAXIMUM_PATH), StandardCharsets.UTF_8);
        Inet4Address address = call.caller().address();
        Optional<MachineProfile> machine = machines.findByAddress(address);
        try {
            if (machine.isEmpty()) {
                throw new NfsException(NfsStatus.ACCESS_DENIED);
            }
            TreeFile root = find(machine.get(), path);
            journal.mounted(machine.get(), address, path, root.tree().name());
            out.integer(NfsStatus.OK.number()).opaque(root.handle());
            out.integer(1).integer(AUTH_SYS);
        } catch (NfsException e) {
            journal.refused(machine, address, path, reason(e.status()));
            out.integer(e.status().number());
        }
    }

    private static String reason(NfsStatus status) {
        return switch (status) {
            case ACCESS_DENIED -> "no machine of the inventory has this address";
            case NOT_FOUND -> "there is no such root tree";
            case NOT_A_DIRECTORY -> "that is no directory";
            default -> status.name();
        };
    }

    private TreeFile find(MachineProfile machine, String path) throws NfsException {
        List<String> segments = segments(path);
        boolean named = segments.size() > NAMED_ROOT.size() && starts(segments, NAMED_ROOT);
        if (!named && !segments.isEmpty() && !starts(segments, OWN_ROOT)) {
            throw new NfsException(NfsStatus.NOT_FOUND);
        }
        int below = Math.min(segments.size(), named ? NAMED_ROOT.size() + 1 : OWN_ROOT.size());
        try {
            Optional<Tree> tree = named
                    ? roots.named(segments.get(NAMED_ROOT.size()))
                    : roots.of(machine.mac().text());
            TreeFile file = tree.orElseThrow(() -> new NfsException(NfsStatus.NOT_FOUND))
                    .root();
            for (String segment : segments.subList(below, segments.size())) {
                file = file.tree().child(file, segment.getBytes(StandardCharsets.UTF_8));
            }
            return file.asDirectory();
        } catch (IOException e) {
            throw new NfsException(NfsStatus.IO_ERROR);
        }
    }

    private static boolean starts(List<String> segments, List<String> prefix) {
        return segments.size() >= prefix.size()
                && segments.subList(0, prefix.size()).equals(prefix);
    }

    private static List<String> segments(String path) {
        return Stream.of(path.split("/"))
                .filter(segment -> !segment.isEmpty() && !segment.equals("."))
                .toList();
    }
}
