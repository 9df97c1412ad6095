package dev.kindling.boots.nfs;

import dev.kindling.boots.nfs.rpc.FileSlice;
import dev.kindling.boots.nfs.rpc.RpcCall;
import dev.kindling.boots.nfs.rpc.RpcProgram;
import dev.kindling.boots.nfs.xdr.MalformedXdrException;
import dev.kindling.boots.nfs.xdr.XdrReader;
import dev.kindling.boots.nfs.xdr.XdrWriter;
import java.util.List;
import java.util.Optional;

/**
 * The portmapper, version 2 (RFC 1833 section 3): says where NFS and MOUNT are, and lets nobody register. CALLIT, by
 * which one server is made to call another, there is not.
 */
final class PortmapProgram implements RpcProgram {

    static final int NUMBER = 100_000;

    private static final int VERSION = 2;
    private static final int NULL = 0;
    private static final int SET = 1;
    private static final int UNSET = 2;
    private static final int GETPORT = 3;
    private static final int DUMP = 4;
    private static final int TCP = 6;
    private static final int UDP = 17;

    private final List<Mapping> mappings;

    /** @param port where NFS and MOUNT are, by TCP and UDP */
    PortmapProgram(int ownPort, int port) {
        mappings = List.of(
                new Mapping(NUMBER, VERSION, TCP, ownPort),
                new Mapping(NUMBER, VERSION, UDP, ownPort),
                new Mapping(Nfs3Program.NUMBER, 3, TCP, port),
                new Mapping(Nfs3Program.NUMBER, 3, UDP, port),
                new Mapping(MountProgram.NUMBER, 3, TCP, port),
                new Mapping(MountProgram.NUMBER, 3, UDP, port));
    }

    private record Mapping(int program, int version, int protocol, int port) {}

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
        return procedure >= NULL && procedure <= DUMP;
    }

    @Override
    public Optional<FileSlice> call(RpcCall call, XdrWriter out) throws MalformedXdrException {
        switch (call.target().procedure()) {
            case SET, UNSET -> out.bool(false);
            case GETPORT -> out.integer(port(call.arguments()));
            case DUMP -> dump(out);
            default -> {
                // NULL: an empty reply.
            }
        }
        return Optional.empty();
    }

    private int port(XdrReader in) throws MalformedXdrException {
        int program = in.integer();
        // As rpcbind does: who asks for another version learns from the program which ones there are.
        in.integer();
        int protocol = in.integer();
        in.integer();
        return mappings.stream()
                .filter(mapping -> mapping.program() == program && mapping.protocol() == protocol)
                .mapToInt(Mapping::port)
                .findFirst()
                .orElse(0);
    }

    private void dump(XdrWriter out) {
        for (Mapping mapping : mappings) {
            out.bool(true).integer(mapping.program()).integer(mapping.version());
            out.integer(mapping.protocol()).integer(mapping.port());
        }
        out.bool(false);
    }
}
