package dev.kindling.simulator.boot;

import java.util.List;
import java.util.Optional;

/** start4.elf's requests, up to the kernel. */
final class FirmwareStage {

    private static final String DEVICE_TREE = "bcm2711-rpi-4-b.dtb";

    private final BootFiles files;
    private final boolean skipsDeviceTree;

    /**
     * Makes the stage.
     *
     * @param skipsDeviceTree a fault for the test of the tests
     */
    FirmwareStage(BootFiles files, boolean skipsDeviceTree) {
        this.files = files;
        this.skipsDeviceTree = skipsDeviceTree;
    }

    Loaded run() throws BootFailedException, InterruptedException {
        files.read("recovery.elf");
        ConfigTxt config = ConfigTxt.parse(
                files.probeAndRead("config.txt").map(file -> file.head()).orElse(""));
        for (String file : List.of("dt-blob.bin", "recovery.elf", "config.txt", "bootcfg.txt")) {
            files.read(file);
        }
        if (config.initramfs().isPresent()) {
            files.need(config.initramfs().get());
        }
        if (config.looksForInitramfs()) {
            lookForInitramfs(config);
        }
        if (!skipsDeviceTree && files.probeAndRead(DEVICE_TREE).isEmpty()) {
            throw new BootFailedException(DEVICE_TREE + " is missing");
        }
        files.probeAndRead("overlays/overlay_map.dtb");
        files.read("config.txt");
        for (String overlay : config.overlays()) {
            files.probeAndRead("overlays/" + overlay + ".dtbo");
        }
        KernelCommandLine commandLine = commandLine(config);
        files.read("recovery8.img");
        if (!files.probe(config.kernel()) || !files.probe(config.kernel())) {
            throw new BootFailedException(config.kernel() + " is missing");
        }
        files.read("armstub8-gic.bin");
        if (files.need(config.kernel()).size() == 0) {
            throw new BootFailedException(config.kernel() + " is empty");
        }
        return new Loaded(config, commandLine);
    }

    /** For a 64-bit kernel it is called initramfs8; a board that finds none goes on. */
    private void lookForInitramfs(ConfigTxt config) throws BootFailedException, InterruptedException {
        files.read("recovery8.img");
        files.probe(config.kernel());
        files.probe(config.kernel());
        if (files.probe(ConfigTxt.AUTO_INITRAMFS)) {
            files.probe(ConfigTxt.AUTO_INITRAMFS);
            files.probe(ConfigTxt.AUTO_INITRAMFS);
            files.read(ConfigTxt.AUTO_INITRAMFS);
        }
    }

    /** A Pi goes on without one, but then its kernel has no root. */
    private KernelCommandLine commandLine(ConfigTxt config) throws BootFailedException, InterruptedException {
        Optional<String> text = files.read(config.commandLine()).map(file -> file.head());
        return KernelCommandLine.parse(
                text.orElseThrow(() -> new BootFailedException(config.commandLine() + " is missing")));
    }

    /**
     * What the firmware hands over.
     *
     * @param config the last config.txt
     * @param commandLine for the kernel
     */
    record Loaded(ConfigTxt config, KernelCommandLine commandLine) {}
}
