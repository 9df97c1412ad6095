package dev.kindling.simulator.wire;

import dev.kindling.simulator.packet.MalformedPacketException;
import dev.kindling.simulator.packet.TftpCodec;
import dev.kindling.simulator.packet.TftpPacket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/**
 * One read request: RRQ, OACK or first DATA, then DATA and ACK in turn.
 *
 * <pre>
 * RRQ --(nothing for 2 s)--> RRQ again, same port
 *  |-- ERROR 1 -> missing      |-- OACK, probe -> ERROR 0 "Early terminate" -> probed
 *  |-- OACK -> ACK 0 -> DATA n -> ACK n ... short DATA -> received
 * </pre>
 */
final class TftpTransfer {

    private static final int DEFAULT_BLOCK = 512;
    private static final int HEAD_LIMIT = 64 << 10;
    private static final int NOT_FOUND = 1;
    private static final int UNKNOWN_TRANSFER = 5;
    private static final int BLOCK_NUMBERS = 1 << 16;

    private final DatagramSocket socket;
    private final InetSocketAddress server;
    private final int askedBlockSize;
    private final TftpTiming timing;
    private final LongConsumer received;
    private final OutputStream copy;
    private final byte[] buffer = new byte[(64 << 10) + 4];
    private final CRC32C checksum = new CRC32C();
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();

    private SocketAddress peer;
    private int blockSize = DEFAULT_BLOCK;
    private long announced = -1;
    private int expected = 1;
    private long size;

    TftpTransfer(
            DatagramSocket socket,
            InetSocketAddress server,
            int askedBlockSize,
            TftpTiming timing,
            LongConsumer received,
            OutputStream copy) {
        this.copy = copy;
        this.socket = socket;
        this.server = server;
        this.askedBlockSize = askedBlockSize;
        this.timing = timing;
        this.received = received;
    }

    TftpResult run(String file, boolean probe) throws IOException {
        long fileDeadline = System.nanoTime() + timing.file().toNanos();
        SequencedMap<String, String> options = new LinkedHashMap<>();
        options.put("tsize", "0");
        options.put("blksize", Integer.toString(askedBlockSize));
        byte[] request = TftpCodec.encode(new TftpPacket.ReadRequest(file, options));
        while (peer == null) {
            send(request, server);
            Optional<TftpResult> end = answer(file, probe, earlier(fileDeadline, timing.resend()));
            if (end.isPresent()) {
                return end.get();
            }
            if (System.nanoTime() >= fileDeadline) {
                return new TftpResult.Failed(file + ": no answer to the request", false);
            }
        }
        return transfer(file, fileDeadline);
    }

    /** Waits for the server's first packet; empty if it did not come or if the transfer goes on. */
    private Optional<TftpResult> answer(String file, boolean probe, long deadline) throws IOException {
        Optional<TftpPacket> first = receive(deadline);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        return switch (first.get()) {
            case TftpPacket.Error(int code, String message) -> Optional.of(refused(file, code, message));
            case TftpPacket.OptionAck(Map<String, String> options) -> accept(file, probe, options);
            case TftpPacket.Data data -> probe ? Optional.of(stop()) : consume(file, data);
            case TftpPacket.Ack _, TftpPacket.ReadRequest _ ->
                Optional.of(broken(file, "answered a read with " + first.get()));
        };
    }

    private Optional<TftpResult> accept(String file, boolean probe, Map<String, String> options) throws IOException {
        for (Map.Entry<String, String> option : options.entrySet()) {
            Optional<String> wrong = accept(option.getKey(), option.getValue());
            if (wrong.isPresent()) {
                return Optional.of(broken(file, wrong.get()));
            }
        }
        if (probe) {
            return Optional.of(stop());
        }
        acknowledge(0);
        return Optional.empty();
    }

    private Optional<String> accept(String name, String value) {
        long number;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException e) {
            return Optional.of("answered " + name + " '" + value + "', which is no number");
        }
        switch (name) {
            case "tsize" -> announced = number;
            case "blksize" -> {
                if (number < 8 || number > askedBlockSize) {
                    return Optional.of("answered blksize " + number + ", asked for " + askedBlockSize);
                }
                blockSize = (int) number;
            }
            default -> {
                return Optional.of("answered the option " + name + ", which was not asked for");
            }
        }
        return Optional.empty();
    }

    private TftpResult stop() throws IOException {
        send(TftpCodec.encode(new TftpPacket.Error(0, "Early terminate")), peer);
        return new TftpResult.Probed(announced);
    }

    private TftpResult transfer(String file, long fileDeadline) throws IOException {
        long silence = earlier(fileDeadline, timing.silence());
        while (true) {
            Optional<TftpPacket> packet = receive(silence);
            if (packet.isEmpty()) {
                return new TftpResult.Failed(file + ": no data after " + size + " bytes", false);
            }
            int before = expected;
            Optional<TftpResult> end = switch (packet.get()) {
                case TftpPacket.Data data -> consume(file, data);
                case TftpPacket.Error(int code, String message) -> Optional.of(refused(file, code, message));
                case TftpPacket.OptionAck _ -> repeatAcknowledgement();
                case TftpPacket.Ack _, TftpPacket.ReadRequest _ ->
                    Optional.of(broken(file, "sent " + packet.get() + " in the middle of a file"));
            };
            if (end.isPresent()) {
                return end.get();
            }
            if (expected != before) {
                silence = earlier(fileDeadline, timing.silence());
            }
        }
    }

    /** Takes a block; the block before it is acknowledged again (boot loaders since 2021-02-16), others are ignored. */
    private Optional<TftpResult> consume(String file, TftpPacket.Data data) throws IOException {
        if (data.block() == Math.floorMod(expected - 1, BLOCK_NUMBERS)) {
            return repeatAcknowledgement();
        }
        if (data.block() != expected) {
            return Optional.empty();
        }
        byte[] bytes = data.bytes().array();
        if (bytes.length > blockSize) {
            return Optional.of(broken(file, "a block of " + bytes.length + " bytes, agreed on " + blockSize));
        }
        checksum.update(bytes);
        head.write(bytes, 0, Math.min(bytes.length, HEAD_LIMIT - head.size()));
        copy.write(bytes);
        size += bytes.length;
        received.accept(bytes.length);
        acknowledge(expected);
        expected = (expected + 1) % BLOCK_NUMBERS;
        return bytes.length < blockSize ? Optional.of(finished(file)) : Optional.empty();
    }

    private TftpResult finished(String file) {
        if (announced >= 0 && announced != size) {
            return broken(file, "sent " + size + " bytes, announced " + announced);
        }
        return new TftpResult.Received(size, checksum.getValue(), head.toString(StandardCharsets.ISO_8859_1));
    }

    private Optional<TftpResult> repeatAcknowledgement() throws IOException {
        acknowledge(Math.floorMod(expected - 1, BLOCK_NUMBERS));
        return Optional.empty();
    }

    private static TftpResult refused(String file, int code, String message) {
        return code == NOT_FOUND
                ? new TftpResult.Missing(message)
                : new TftpResult.Failed(file + ": ERROR " + code + " " + message, false);
    }

    private static TftpResult broken(String file, String what) {
        return new TftpResult.Failed(file + ": the server " + what, true);
    }

    private void acknowledge(int block) throws IOException {
        send(TftpCodec.encode(new TftpPacket.Ack(block)), peer);
    }

    private void send(byte[] bytes, SocketAddress to) throws IOException {
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, to));
        } catch (PortUnreachableException e) {
            // The server is away; a Pi takes no notice of ICMP and waits for its own limit.
        }
    }

    /** The next packet of this transfer; packets from strange ports are answered as RFC 1350 section 4 says. */
    private Optional<TftpPacket> receive(long deadline) throws IOException {
        while (true) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return Optional.empty();
            }
            DatagramPacket datagram = new DatagramPacket(buffer, buffer.length);
            socket.setSoTimeout((int) Math.max(1, left / 1_000_000));
            try {
                socket.receive(datagram);
                if (isFromPeer(datagram)) {
                    return Optional.of(TftpCodec.decode(buffer, datagram.getLength()));
                }
            } catch (SocketTimeoutException e) {
                return Optional.empty();
            } catch (PortUnreachableException | MalformedPacketException e) {
                // Neither is an answer; the deadline decides.
            }
        }
    }

    private boolean isFromPeer(DatagramPacket datagram) throws IOException {
        if (peer == null && datagram.getAddress().equals(server.getAddress())) {
            peer = datagram.getSocketAddress();
        }
        boolean mine = datagram.getSocketAddress().equals(peer);
        if (!mine) {
            send(
                    TftpCodec.encode(new TftpPacket.Error(UNKNOWN_TRANSFER, "Unknown transfer")),
                    datagram.getSocketAddress());
        }
        return mine;
    }

    private static long earlier(long deadline, Duration fromNow) {
        return Math.min(deadline, System.nanoTime() + fromNow.toNanos());
    }
}
