package dev.kindling.boots.nfs.rpc;

import dev.kindling.boots.nfs.xdr.MalformedXdrException;
import dev.kindling.boots.nfs.xdr.XdrReader;
import dev.kindling.boots.nfs.xdr.XdrWriter;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Decodes a call, finds its program, and writes the reply around the program's results. */
public final class RpcDispatcher {

    private static final int CALL = 0;
    private static final int REPLY = 1;
    private static final int RPC_VERSION = 2;
    private static final int ACCEPTED = 0;
    private static final int DENIED = 1;
    private static final int RPC_MISMATCH = 0;
    private static final int AUTH_ERROR = 1;
    private static final int AUTH_REJECTED_CREDENTIAL = 2;
    private static final int AUTH_NONE = 0;
    private static final int AUTH_SYS = 1;
    private static final int MAXIMUM_AUTH_BYTES = 400;
    private static final int MAXIMUM_MACHINE_NAME = 255;
    private static final int MAXIMUM_GROUPS = 16;

    /** The states of an accepted reply, RFC 5531 section 9. */
    private enum Accepted {
        SUCCESS,
        PROGRAM_UNAVAILABLE,
        PROGRAM_MISMATCH,
        PROCEDURE_UNAVAILABLE,
        GARBAGE_ARGUMENTS
    }

    /** A credential that is not of a kind served here. */
    private static final class RejectedCredentialException extends Exception {
        private static final long serialVersionUID = 1;
    }

    private final List<RpcProgram> programs;

    public RpcDispatcher(List<RpcProgram> programs) {
        this.programs = List.copyOf(programs);
    }

    /**
     * Answers one message.
     *
     * @param output gets the reply, after what it already holds
     * @return bytes of a file that follow it
     * @throws MalformedXdrException when it is no call at all; nothing can be answered then
     */
    Optional<FileSlice> answer(XdrReader message, Inet4Address address, int longestReply, XdrWriter output)
            throws MalformedXdrException {
        int xid = message.integer();
        if (message.integer() != CALL) {
            throw new MalformedXdrException("not a call");
        }
        output.integer(xid).integer(REPLY);
        int start = output.size();
        if (message.integer() != RPC_VERSION) {
            output.integer(DENIED).integer(RPC_MISMATCH).integer(RPC_VERSION).integer(RPC_VERSION);
            return Optional.empty();
        }
        try {
            RpcCall.Target target = new RpcCall.Target(message.integer(), message.integer(), message.integer());
            Identity identity = credential(message);
            message.integer();
            message.opaque(MAXIMUM_AUTH_BYTES);
            RpcCall.Caller caller = new RpcCall.Caller(address, identity, longestReply);
            return accepted(new RpcCall(xid, target, caller, message), output);
        } catch (RejectedCredentialException e) {
            output.truncate(start);
            output.integer(DENIED).integer(AUTH_ERROR).integer(AUTH_REJECTED_CREDENTIAL);
            return Optional.empty();
        }
    }

    private Optional<FileSlice> accepted(RpcCall call, XdrWriter output) {
        output.integer(ACCEPTED).integer(AUTH_NONE).integer(0);
        int start = output.size();
        RpcCall.Target target = call.target();
        List<RpcProgram> versions = programs.stream()
                .filter(program -> program.number() == target.program())
                .toList();
        if (versions.isEmpty()) {
            state(output, Accepted.PROGRAM_UNAVAILABLE);
            return Optional.empty();
        }
        for (RpcProgram program : versions) {
            if (program.version() == target.version()) {
                return called(program, call, output, start);
            }
        }
        state(output, Accepted.PROGRAM_MISMATCH);
        output.integer(versions.getFirst().version()).integer(versions.getLast().version());
        return Optional.empty();
    }

    private static Optional<FileSlice> called(RpcProgram program, RpcCall call, XdrWriter output, int start) {
        if (!program.has(call.target().procedure())) {
            state(output, Accepted.PROCEDURE_UNAVAILABLE);
            return Optional.empty();
        }
        try {
            state(output, Accepted.SUCCESS);
            return program.call(call, output);
        } catch (MalformedXdrException e) {
            output.truncate(start);
            state(output, Accepted.GARBAGE_ARGUMENTS);
            return Optional.empty();
        }
    }

    private static void state(XdrWriter output, Accepted state) {
        output.integer(state.ordinal());
    }

    private static Identity credential(XdrReader message) throws MalformedXdrException, RejectedCredentialException {
        int flavour = message.integer();
        byte[] body = message.opaque(MAXIMUM_AUTH_BYTES);
        return switch (flavour) {
            case AUTH_NONE -> Identity.nobody();
            case AUTH_SYS -> system(new XdrReader(ByteBuffer.wrap(body)));
            default -> throw new RejectedCredentialException();
        };
    }

    private static Identity system(XdrReader body) throws RejectedCredentialException {
        try {
            body.integer();
            body.opaque(MAXIMUM_MACHINE_NAME);
            return new Identity(body.integer(), body.integer(), body.integers(MAXIMUM_GROUPS));
        } catch (MalformedXdrException e) {
            throw new RejectedCredentialException();
        }
    }
}
