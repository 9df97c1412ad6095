package dev.kindling.boots.nfs.rpc;

import dev.kindling.boots.nfs.xdr.XdrReader;
import java.net.Inet4Address;

/**
 * One call, as far as RPC itself understands it.
 *
 * @param arguments what the program has to read
 */
public record RpcCall(int xid, Target target, Caller caller, XdrReader arguments) {

    /** What is called. The numbers are unsigned on the wire. */
    public record Target(int program, int version, int procedure) {}

    /**
     * Who calls.
     *
     * @param address where the call came from
     * @param identity what it says of itself
     * @param longestReply what the way back can carry, bytes
     */
    public record Caller(Inet4Address address, Identity identity, int longestReply) {}
}
