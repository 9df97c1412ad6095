package dev.kindling.boots.nfs.rpc;

import dev.kindling.boots.nfs.xdr.MalformedXdrException;
import dev.kindling.boots.nfs.xdr.XdrReader;
import dev.kindling.boots.nfs.xdr.XdrWriter;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A call in a datagram, the reply in another. Kernels ask the portmapper so, and old ones all of NFS. */
public final class RpcUdpServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RpcUdpServer.class);
    private static final int LONGEST_CALL = 9_000;
    private static final int LONGEST_REPLY = 32 * 1024;

    private final DatagramChannel channel;
    private final RpcDispatcher dispatcher;

    private RpcUdpServer(DatagramChannel channel, RpcDispatcher dispatcher) {
        this.channel = channel;
        this.dispatcher = dispatcher;
    }

    /** Listens; calls are answered from the return on. */
    public static RpcUdpServer open(InetSocketAddress address, RpcDispatcher dispatcher) throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            channel.bind(address);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        RpcUdpServer server = new RpcUdpServer(channel, dispatcher);
        Thread.ofPlatform().daemon().name("boots-nfs-udp").start(server::serve);
        return server;
    }

    public int port() throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    private void serve() {
        ByteBuffer call = ByteBuffer.allocateDirect(LONGEST_CALL);
        XdrWriter reply = new XdrWriter(4 * 1024);
        while (channel.isOpen()) {
            try {
                call.clear();
                if (channel.receive(call) instanceof InetSocketAddress from
                        && from.getAddress() instanceof Inet4Address address) {
                    reply.clear();
                    answer(call.flip(), address, reply);
                    channel.send(reply.toSend(), from);
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (MalformedXdrException e) {
                log.atDebug().addKeyValue("reason", e.getMessage()).log("nfs.datagram-ignored");
            } catch (IOException | RuntimeException e) {
                log.atWarn().addKeyValue("reason", e.toString()).log("nfs.datagram-failed");
            }
        }
    }

    private void answer(ByteBuffer call, Inet4Address address, XdrWriter reply)
            throws IOException, MalformedXdrException {
        Optional<FileSlice> slice = dispatcher.answer(new XdrReader(call), address, LONGEST_REPLY, reply);
        if (slice.isPresent()) {
            try {
                slice.get().read(reply.room(slice.get().length()));
                reply.pad(slice.get().length());
            } finally {
                slice.get().release().run();
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
