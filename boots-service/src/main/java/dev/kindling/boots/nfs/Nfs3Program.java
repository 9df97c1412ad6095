package dev.kindling.boots.nfs;

import dev.kindling.boots.nfs.rpc.FileSlice;
import dev.kindling.boots.nfs.rpc.Identity;
import dev.kindling.boots.nfs.rpc.RpcCall;
import dev.kindling.boots.nfs.rpc.RpcProgram;
import dev.kindling.boots.nfs.tree.NfsException;
import dev.kindling.boots.nfs.tree.NfsStatus;
import dev.kindling.boots.nfs.tree.OpenFiles;
import dev.kindling.boots.nfs.tree.TreeFile;
import dev.kindling.boots.nfs.tree.TreeStore;
import dev.kindling.boots.nfs.xdr.MalformedXdrException;
import dev.kindling.boots.nfs.xdr.XdrReader;
import dev.kindling.boots.nfs.xdr.XdrWriter;
import java.net.Inet4Address;
import java.util.Optional;
import java.util.function.Predicate;

/** NFS version 3, reading. What would write is answered with NFS3ERR_ROFS. */
final class Nfs3Program implements RpcProgram {

    static final int NUMBER = 100_003;
    static final int MAXIMUM_READ = 1024 * 1024;

    private static final int VERSION = 3;
    private static final int MAXIMUM_HANDLE = 64;
    private static final int MAXIMUM_NAME = 4096;

    /** Room for the results around the data. */
    private static final int AROUND = 512;

    private static final Nfs3Procedure[] PROCEDURES = Nfs3Procedure.values();

    private final TreeStore store;
    private final Predicate<Inet4Address> admitted;
    private final NfsMeters meters;
    private final DirectoryResults directories;
    private final FileSystemResults fileSystem;

    Nfs3Program(TreeStore store, Predicate<Inet4Address> admitted, NfsMeters meters, FileSystemResults fileSystem) {
        this.store = store;
        this.admitted = admitted;
        this.meters = meters;
        this.directories = new DirectoryResults(store.directories());
        this.fileSystem = fileSystem;
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
        return procedure >= 0 && procedure < PROCEDURES.length;
    }

    @Override
    public Optional<FileSlice> call(RpcCall call, XdrWriter out) throws MalformedXdrException {
        Nfs3Procedure procedure = PROCEDURES[call.target().procedure()];
        meters.called(procedure);
        if (procedure == Nfs3Procedure.NULL) {
            return Optional.empty();
        }
        int start = out.size();
        try {
            if (!admitted.test(call.caller().address())) {
                throw new NfsException(NfsStatus.ACCESS_DENIED);
            }
            return answer(procedure, call, out);
        } catch (NfsException e) {
            out.truncate(start);
            failed(procedure, e.status(), out);
            return Optional.empty();
        }
    }

    private Optional<FileSlice> answer(Nfs3Procedure procedure, RpcCall call, XdrWriter out)
            throws MalformedXdrException, NfsException {
        XdrReader in = call.arguments();
        TreeFile file = file(procedure, in);
        Identity caller = call.caller().identity();
        int room = call.caller().longestReply() - AROUND;
        switch (procedure) {
            case GETATTR -> {
                Nfs3Results.status(out, NfsStatus.OK);
                Nfs3Results.attributes(out, file);
            }
            case LOOKUP -> lookup(file, in.opaque(MAXIMUM_NAME), caller, out);
            case ACCESS -> {
                begin(out, file);
                out.integer(Permissions.granted(file.attributes(), caller, in.integer()));
            }
            case READLINK -> {
                byte[] target = file.link();
                begin(out, file);
                out.opaque(target);
            }
            case READ -> {
                return Optional.of(read(file, in, caller, new Output(out, room)));
            }
            case READDIR -> directories.names(file, in, caller, new Output(out, room));
            case READDIRPLUS -> directories.full(file, in, caller, new Output(out, room));
            case FSSTAT -> fileSystem.space(file, out);
            case FSINFO -> fileSystem.limits(file, out);
            case PATHCONF -> fileSystem.names(file, out);
            case NULL, SETATTR, WRITE, CREATE, MKDIR, SYMLINK, MKNOD, REMOVE, RMDIR, RENAME, LINK, COMMIT ->
                throw new NfsException(NfsStatus.READ_ONLY);
        }
        return Optional.empty();
    }

    /** @param room how many bytes of results may still come */
    record Output(XdrWriter out, int room) {}

    /** Every procedure begins with a handle. Who wants to write is told so whatever the handle is. */
    private TreeFile file(Nfs3Procedure procedure, XdrReader in) throws MalformedXdrException, NfsException {
        byte[] handle = in.opaque(MAXIMUM_HANDLE);
        return switch (procedure) {
            case SETATTR, WRITE, CREATE, MKDIR, SYMLINK, MKNOD, REMOVE, RMDIR, RENAME, LINK, COMMIT ->
                throw new NfsException(NfsStatus.READ_ONLY);
            default -> store.roots().file(handle);
        };
    }

    static void begin(XdrWriter out, TreeFile file) {
        Nfs3Results.status(out, NfsStatus.OK);
        Nfs3Results.optionalAttributes(out, file);
    }

    private static void lookup(TreeFile directory, byte[] name, Identity caller, XdrWriter out) throws NfsException {
        directory.asDirectory();
        if (!Permissions.maySearch(directory.attributes(), caller)) {
            throw new NfsException(NfsStatus.ACCESS_DENIED);
        }
        TreeFile found = directory.tree().child(directory, name);
        Nfs3Results.status(out, NfsStatus.OK);
        out.opaque(found.handle());
        Nfs3Results.optionalAttributes(out, found);
        Nfs3Results.optionalAttributes(out, directory);
    }

    private FileSlice read(TreeFile file, XdrReader in, Identity caller, Output output)
            throws MalformedXdrException, NfsException {
        long offset = in.hyper();
        long wanted = Math.min(in.unsigned(), Math.min(MAXIMUM_READ, output.room()));
        if (!file.attributes().isRegular()) {
            throw new NfsException(file.attributes().isDirectory() ? NfsStatus.IS_A_DIRECTORY : NfsStatus.INVALID);
        }
        if (!Permissions.mayRead(file.attributes(), caller)) {
            throw new NfsException(NfsStatus.ACCESS_DENIED);
        }
        long size = file.attributes().extent().size();
        // An offset above 2^63 is negative here, and behind every end.
        boolean beyond = offset < 0 || offset >= size;
        int count = beyond ? 0 : (int) Math.min(wanted, size - offset);
        OpenFiles.Lease lease = store.openFiles().take(file);
        begin(output.out(), file);
        output.out().integer(count);
        output.out().bool(beyond || offset + count == size);
        output.out().integer(count);
        meters.read(count);
        return new FileSlice(lease.channel(), offset, count, lease::release);
    }

    /** Every failure but one carries the place of attributes, which may be left out. */
    private static void failed(Nfs3Procedure procedure, NfsStatus status, XdrWriter out) {
        Nfs3Results.status(out, status);
        int left = switch (procedure) {
            case NULL, GETATTR -> 0;
            case LOOKUP, ACCESS, READLINK, READ, READDIR, READDIRPLUS, FSSTAT, FSINFO, PATHCONF -> 1;
            case SETATTR, WRITE, CREATE, MKDIR, SYMLINK, MKNOD, REMOVE, RMDIR, COMMIT -> 2;
            case LINK -> 3;
            case RENAME -> 4;
        };
        for (int i = 0; i < left; i++) {
            Nfs3Results.noAttributes(out);
        }
    }
}
