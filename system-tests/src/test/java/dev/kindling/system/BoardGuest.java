package dev.kindling.system;

import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.board.EepromRelease;
import dev.kindling.simulator.board.Mutation;
import dev.kindling.simulator.board.Phase;
import dev.kindling.simulator.boot.BootFailedException;
import dev.kindling.simulator.boot.BootOutcome;
import dev.kindling.simulator.boot.Findings;
import dev.kindling.simulator.boot.Loader;
import dev.kindling.simulator.boot.Timing;
import dev.kindling.simulator.wire.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * A Raspberry Pi 4: the virtual boot loader does DHCP and TFTP, and what it was sent (kernel, initramfs, command line) is
 * what the emulator starts. Told to boot its own disk, it takes the three from the first partition of that.
 */
final class BoardGuest {

    private static final Duration COPY = Duration.ofMinutes(1);
    private static final String KERNEL = "kernel8.img";
    private static final String INITRAMFS = "initramfs8";
    private static final String COMMAND_LINE = "cmdline.txt";
    private static final String FIRST_PARTITION = "@@1048576";

    private final Lab lab;
    private final Machine machine;
    private final Path disk;
    private final Path files;

    BoardGuest(Lab lab, Machine machine, Path disk) throws IOException {
        this.lab = lab;
        this.machine = machine;
        this.disk = disk;
        this.files = Files.createDirectory(lab.work().resolve("loaded"));
    }

    /** From power-on to the start of a kernel; returns when that has begun. */
    Guest boot() throws IOException, InterruptedException, BootFailedException {
        Findings findings = new Findings();
        BootOutcome outcome = load(findings);
        if (!findings.isEmpty()) {
            throw new IOException("the boot loader found fault: " + findings.all());
        }
        Guest guest = switch (outcome) {
            case BootOutcome.Kernel kernel -> guest(kernel.commandLine().text());
            case BootOutcome.OwnDisk _ -> fromDisk();
        };
        guest.powerOn();
        return guest;
    }

    private BootOutcome load(Findings findings) throws IOException, InterruptedException, BootFailedException {
        BoardSpec board = BoardSpec.pi4(machine.name(), machine.macAddress(), machine.serial());
        Loader.Settings settings = new Loader.Settings(EepromRelease.EEPROM_2022, Timing.real(), Mutation.NONE);
        try (Wire wire = lab.network().wire(0, machine.macAddress())) {
            Loader loader = new Loader(board, wire, settings, new Witness(findings), RandomGenerator.getDefault());
            BootOutcome outcome = loader.boot();
            wire.unconfigure();
            return outcome;
        }
    }

    private Guest fromDisk() throws IOException, InterruptedException {
        for (String file : List.of(KERNEL, INITRAMFS, COMMAND_LINE)) {
            Program.run(
                    lab.work().resolve("mcopy.log"),
                    COPY,
                    "mcopy",
                    "-n",
                    "-o",
                    "-i",
                    disk + FIRST_PARTITION,
                    "::/" + file,
                    files.resolve(file).toString());
        }
        return guest(Files.readString(files.resolve(COMMAND_LINE)).strip());
    }

    private Guest guest(String commandLine) throws IOException {
        Guest.Hardware hardware = Guest.Hardware.of(lab, machine, disk);
        List<String> words = new ArrayList<>(hardware.launcher());
        words.addAll(
                List.of("qemu-system-aarch64", "-machine", "virt", "-cpu", "cortex-a72", "-accel", "tcg,thread=multi"));
        // A reset is the boot loader's business again.
        words.add("-no-reboot");
        words.addAll(List.of("-kernel", files.resolve(KERNEL).toString()));
        words.addAll(List.of("-initrd", files.resolve(INITRAMFS).toString(), "-append", commandLine));
        words.addAll(hardware.words());
        return new Guest(words, hardware.log());
    }

    /** Keeps kernel and initramfs as they come. */
    private final class Witness implements Loader.Witness {

        private final Findings findings;

        private Witness(Findings findings) {
            this.findings = findings;
        }

        @Override
        public void entered(Phase phase) {}

        @Override
        public void received(long bytes) {}

        @Override
        public Consumer<String> text() {
            return _ -> {};
        }

        @Override
        public Findings findings() {
            return findings;
        }

        @Override
        public Function<String, OutputStream> copies() {
            return file -> file.equals(KERNEL) || file.equals(INITRAMFS) ? open(file) : OutputStream.nullOutputStream();
        }

        private OutputStream open(String file) {
            try {
                return Files.newOutputStream(files.resolve(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
