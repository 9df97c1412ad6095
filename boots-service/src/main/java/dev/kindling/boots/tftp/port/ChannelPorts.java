package dev.kindling.boots.tftp.port;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** By the JDK's channels: one call for each packet. */
final class ChannelPorts implements UdpPorts {

    /** Then it is the turn of the others. */
    private static final int PACKETS_PER_TURN = 64;

    static final int SOCKET_BUFFER_BYTES = 4 * 1024 * 1024;

    private final Selector selector = Selector.open();
    private final ByteBuffer incoming;
    private ByteBuffer outgoing = ByteBuffer.allocateDirect(2048);

    ChannelPorts(int receiveBytes) throws IOException {
        incoming = ByteBuffer.allocateDirect(receiveBytes);
    }

    @Override
    public UdpPort open(InetSocketAddress local, Receiver receiver) throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
            channel.bind(local).configureBlocking(false);
            Port port = new Port(channel, receiver);
            channel.register(selector, SelectionKey.OP_READ, port);
            return port;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void await(long millis) throws IOException {
        IOException[] first = new IOException[1];
        selector.select(
                key -> {
                    try {
                        ((Port) key.attachment()).receive();
                    } catch (IOException e) {
                        first[0] = e;
                    }
                },
                millis);
        if (first[0] != null) {
            throw first[0];
        }
    }

    @Override
    public void wakeup() {
        selector.wakeup();
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    private final class Port implements UdpPort {

        private final DatagramChannel channel;
        private final Receiver receiver;
        private final InetSocketAddress local;

        Port(DatagramChannel channel, Receiver receiver) throws IOException {
            this.channel = channel;
            this.receiver = receiver;
            this.local = (InetSocketAddress) channel.getLocalAddress();
        }

        @Override
        public InetSocketAddress localAddress() {
            return local;
        }

        @Override
        public ByteBuffer reserve(int bytes) {
            if (outgoing.capacity() < bytes) {
                outgoing = ByteBuffer.allocateDirect(bytes);
            }
            return outgoing.clear().limit(bytes);
        }

        @Override
        public void send(ByteBuffer packet, Peer to) throws IOException {
            channel.send(packet, to.socketAddress());
        }

        @Override
        public void receive() throws IOException {
            for (int packets = 0; packets < PACKETS_PER_TURN && channel.isOpen(); packets++) {
                InetSocketAddress from = (InetSocketAddress) channel.receive(incoming.clear());
                if (from == null) {
                    return;
                }
                receiver.received(Peer.of(from), incoming.flip());
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
