package dev.kindling.simulator.boot;

import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.board.EepromRelease;
import dev.kindling.simulator.board.Mutation;
import dev.kindling.simulator.board.Phase;
import dev.kindling.simulator.packet.Bytes;
import dev.kindling.simulator.packet.Ipv4;
import dev.kindling.simulator.wire.TftpClient;
import dev.kindling.simulator.wire.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Takes a board from reset to a running kernel, once per call. */
public final class Loader {

    /** A boot loader's first port varies from board to board; this is that of the one in the capture. */
    private static final int FIRST_LOADER_PORT = 30572;

    private static final int FIRST_FIRMWARE_PORT = 49152;

    /** start4.elf's blksize does not depend on the EEPROM's age. */
    private static final int FIRMWARE_BLOCK = 1468;

    private final BoardSpec board;
    private final Wire wire;
    private final Settings settings;
    private final Witness witness;
    private final RandomGenerator random;

    /**
     * Makes the loader of one board.
     *
     * @param random source of transaction numbers
     */
    public Loader(BoardSpec board, Wire wire, Settings settings, Witness witness, RandomGenerator random) {
        this.board = board;
        this.wire = wire;
        this.settings = settings;
        this.witness = witness;
        this.random = random;
    }

    /**
     * Boots over the network.
     *
     * @throws BootFailedException saying why the boot order's next mode would be tried
     */
    public BootOutcome boot() throws BootFailedException, InterruptedException {
        Timing timing = settings.timing();
        reset();
        Thread.sleep(timing.power().plus(timing.link()));
        witness.entered(Phase.DHCP);
        Lease lease = new LoaderDhcp(board, wire, timing, witness.findings(), guid()).acquire(random.nextInt());
        configure(lease);
        witness.entered(Phase.TFTP);
        BootFiles.Records records = new BootFiles.Records(witness.findings(), witness.text(), witness.copies());
        TftpClient loader = client(lease, FIRST_LOADER_PORT, settings.eeprom().blockSize());
        Optional<String> prefix = new EepromStage(board, below -> new BootFiles(loader, below, records)).run();
        if (prefix.isEmpty()) {
            return new BootOutcome.OwnDisk(lease);
        }
        TftpClient firmware = client(lease, FIRST_FIRMWARE_PORT, FIRMWARE_BLOCK);
        boolean skips = settings.mutation() == Mutation.SKIPPED_REQUEST;
        FirmwareStage.Loaded loaded = new FirmwareStage(new BootFiles(firmware, prefix.get(), records), skips).run();
        records.log().difference(loaded.config()).ifPresent(witness.findings()::add);
        return kernel(loaded.commandLine(), lease.address());
    }

    private BootOutcome kernel(KernelCommandLine commandLine, Ipv4 before)
            throws BootFailedException, InterruptedException {
        witness.entered(Phase.KERNEL);
        if (commandLine.text().length() > KernelCommandLine.LONGEST) {
            witness.findings().add("cmdline.txt has " + commandLine.text().length() + " bytes, allowed are 1024");
        }
        Optional<String> complaint = commandLine.complaint();
        if (complaint.isPresent()) {
            throw new BootFailedException(complaint.get());
        }
        reset();
        Lease lease = new KernelDhcp(board, wire, settings.timing()).acquire(random.nextInt());
        if (!lease.address().equals(before)) {
            witness.findings().add("the kernel was given " + lease.address() + ", the boot loader " + before);
        }
        configure(lease);
        return new BootOutcome.Kernel(commandLine, lease);
    }

    private Bytes guid() {
        if (settings.mutation() != Mutation.WRONG_OPTION_97) {
            return PiMessages.guid(board);
        }
        String other = board.serial().startsWith("f") ? "0" : "f";
        return PiMessages.guid(new BoardSpec(
                board.name(), board.mac(), other + board.serial().substring(1), board.revision(), board.cardBytes()));
    }

    private TftpClient client(Lease lease, int firstPort, int blockSize) {
        TftpClient.Endpoints endpoints = new TftpClient.Endpoints(lease.address(), firstPort, lease.tftp());
        return new TftpClient(wire, endpoints, blockSize, settings.timing().tftp(), witness::received);
    }

    private void reset() throws BootFailedException {
        try {
            wire.unconfigure();
        } catch (IOException e) {
            throw new BootFailedException("cannot reset the port: " + e.getMessage());
        }
    }

    private void configure(Lease lease) throws BootFailedException {
        try {
            wire.configure(lease.address(), lease.mask(), lease.router());
        } catch (IOException e) {
            throw new BootFailedException("cannot take the address: " + e.getMessage());
        }
    }

    /**
     * How the board is set up.
     *
     * @param eeprom age of the boot loader
     * @param timing its waits
     * @param mutation a fault put in on purpose
     */
    public record Settings(EepromRelease eeprom, Timing timing, Mutation mutation) {}

    /** Sees what happens during a boot. */
    public interface Witness {

        void entered(Phase phase);

        /** Bytes of one block. */
        void received(long bytes);

        /** Told each file name that is being read. */
        Consumer<String> text();

        Findings findings();

        /** By file name, where its bytes go; closed when its transfer has ended, however it ended. */
        default Function<String, OutputStream> copies() {
            return _ -> OutputStream.nullOutputStream();
        }
    }
}
