package dev.kindling.simulator.wire;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/** The sockets of one port, so that a power cut reaches a thread that waits on one of them. */
public final class OpenSockets implements Closeable {

    private final List<DatagramSocket> sockets = new ArrayList<>();
    private boolean closed;

    /** Keeps a socket in mind until it is closed. */
    public synchronized DatagramSocket add(DatagramSocket socket) throws IOException {
        sockets.removeIf(DatagramSocket::isClosed);
        if (closed) {
            socket.close();
            throw new SocketException("the port has no power");
        }
        sockets.add(socket);
        return socket;
    }

    @Override
    public synchronized void close() {
        closed = true;
        sockets.forEach(DatagramSocket::close);
    }
}
