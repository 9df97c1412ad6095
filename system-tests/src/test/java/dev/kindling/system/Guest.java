package dev.kindling.system;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A machine in QEMU, without any help of the host's processor. */
final class Guest implements AutoCloseable {

    private final List<String> words;
    private final Path log;
    private Process process;

    /** @param words the whole command line */
    Guest(List<String> words, Path log) {
        this.words = List.copyOf(words);
        this.log = log;
    }

    /**
     * A PC with a BIOS that tries its network card first, which has iPXE in it, and its disk next.
     *
     * @param hardware what is plugged into it
     */
    static Guest pc(Hardware hardware) {
        List<String> words = new ArrayList<>(hardware.launcher());
        words.addAll(List.of("qemu-system-x86_64", "-machine", "q35", "-accel", "tcg,thread=multi"));
        words.addAll(hardware.words());
        return new Guest(words, hardware.log());
    }

    /**
     * What is common to all machines.
     *
     * @param launcher words in front of the command, which put it into the lab
     * @param console where its serial port goes
     */
    record Hardware(List<String> launcher, String mac, String tap, Path disk, Console console, Path log, int memory) {

        private static final int MEMORY_MIB = 1_536;

        static Hardware of(Lab lab, Machine machine, Path disk) throws IOException {
            return new Hardware(
                    lab.network().serverLauncher(),
                    machine.mac(),
                    lab.network().tap(0),
                    disk,
                    lab.console(),
                    lab.artefact("qemu.log"),
                    MEMORY_MIB);
        }

        List<String> words() {
            List<String> words = new ArrayList<>(List.of("-nodefaults", "-nographic", "-smp", "2"));
            words.addAll(List.of("-m", String.valueOf(memory)));
            words.addAll(List.of(
                    "-chardev", "file,id=serial,append=on,path=" + console.file(), "-serial", "chardev:serial"));
            words.addAll(List.of("-netdev", "tap,id=net,script=no,downscript=no,ifname=" + tap));
            words.addAll(List.of("-device", "virtio-net-pci,netdev=net,bootindex=1,mac=" + mac));
            // What the guest has flushed is there after a power cut of the guest; the host itself stays on.
            words.addAll(List.of("-drive", "if=none,id=disk,format=raw,cache=writeback,file=" + disk));
            words.addAll(List.of("-device", "virtio-blk-pci,drive=disk,bootindex=2,serial=kindling"));
            words.addAll(List.of("-device", "virtio-rng-pci"));
            return words;
        }
    }

    void powerOn() throws IOException {
        process = Program.start(log, words);
    }

    boolean isOn() {
        return process != null && process.isAlive();
    }

    /** Pulls the plug. */
    void powerOff() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    /** Whether it has switched itself off in that time. */
    boolean isOffWithin(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        try {
            powerOff();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
