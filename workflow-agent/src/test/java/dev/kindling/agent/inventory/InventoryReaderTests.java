package dev.kindling.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.agent.root.AgentRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InventoryReaderTests {

    @TempDir
    Path root;

    @Test
    void raspberryPiTellsModelSerialDisksAndNics() throws Exception {
        file("proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.4\0");
        file("proc/device-tree/serial-number", "100000001000000b\0");
        file("proc/cpuinfo", "processor\t: 0\nprocessor\t: 1\nRevision\t: c03114\nSerial\t\t: 100000001000000b\n");
        file("proc/meminfo", "MemTotal:        3884376 kB\nMemFree: 1 kB\n");
        file("proc/sys/kernel/osrelease", "6.1.0-rpi7\n");
        file("sys/block/mmcblk0/size", "62333952\n");
        file("sys/block/mmcblk0/device/name", "SD32G\n");
        Files.createDirectories(root.resolve("dev/disk/by-id"));
        Files.createSymbolicLink(root.resolve("dev/disk/by-id/mmc-SD32G_0x12"), Path.of("../../mmcblk0"));
        file("sys/block/loop0/size", "8\n");
        file("sys/class/net/eth0/address", "dc:a6:32:42:00:0b\n");
        file("sys/class/net/lo/address", "00:00:00:00:00:00\n");
        Inventory inventory = new InventoryReader(new AgentRoot(root)).read();
        assertThat(inventory.model()).isEqualTo("Raspberry Pi 4 Model B Rev 1.4");
        assertThat(inventory.revision()).isEqualTo("c03114");
        assertThat(inventory.serial()).isEqualTo("100000001000000b");
        assertThat(inventory.memoryBytes()).isEqualTo(3884376L * 1024);
        assertThat(inventory.cpus()).isEqualTo(2);
        assertThat(inventory.kernel()).isEqualTo("6.1.0-rpi7");
        assertThat(inventory.disks())
                .containsExactly(new Inventory.Disk(
                        "/dev/mmcblk0", "/dev/disk/by-id/mmc-SD32G_0x12", 62333952L * 512, "SD32G", false));
        assertThat(inventory.nics()).containsExactly(new Inventory.Nic("eth0", "dc:a6:32:42:00:0b"));
    }

    /** vcgencmd is a fake: no Pi is here. */
    @Test
    void firmwareTellsVersionsOrderTemperatureAndUnderVoltage() throws Exception {
        file("proc/device-tree/chosen/bootloader/version", "6efe41bdf1aa7fc8f9a3b5a7a0a5b5c1d2e3f405\0");
        file("sys/class/thermal/thermal_zone0/temp", "51121\n");
        file("usr/bin/vcgencmd", """
                #!/bin/sh
                case $1 in
                  bootloader_config) printf '[all]\\nBOOT_UART=0\\nBOOT_ORDER=0xf41\\n' ;;
                  get_throttled) echo throttled=0x50005 ;;
                  version) printf 'Feb 12 2026\\nversion 4e6e5a7b0c1d2e3f (clean) (release) (start)\\n' ;;
                esac
                """);
        assertThat(root.resolve("usr/bin/vcgencmd").toFile().setExecutable(true))
                .isTrue();
        assertThat(new InventoryReader(new AgentRoot(root)).read().firmware())
                .isEqualTo(new Inventory.Firmware(
                        "4e6e5a7b0c1d2e3f",
                        "6efe41bdf1aa7fc8f9a3b5a7a0a5b5c1d2e3f405",
                        "0xf41",
                        51_121,
                        OptionalInt.of(0x50005)));
    }

    /** Laid out as Raspberry Pi OS does on a Pi 4. */
    @Test
    void withoutVcgencmdTheKernelTellsOrderAndThrottling() throws Exception {
        file("proc/device-tree/aliases/blconfig", "/reserved-memory/nvram@0\0");
        nvmem("rmem0", "reserved-memory/nvram@1", "key\0");
        nvmem("rmem1", "reserved-memory/nvram@0", "[all]\nBOOT_UART=0\nBOOT_ORDER=0xF41\n\0\0\0");
        Files.createDirectories(root.resolve("sys/bus/nvmem/devices/bcm2835-otp0"));
        file("sys/devices/platform/soc/soc:firmware/get_throttled", "50005\n");
        Inventory.Firmware firmware =
                new InventoryReader(new AgentRoot(root)).read().firmware();
        assertThat(firmware.bootOrder()).isEqualTo("0xf41");
        assertThat(firmware.throttled()).hasValue(0x50005);
    }

    @Test
    void throttlingIsReadWhereverTheFirmwaresDriverIs() throws Exception {
        file("sys/devices/platform/soc@107c000000/soc@107c000000:firmware/get_throttled", "0\n");
        Path driver = Files.createDirectories(root.resolve("sys/bus/platform/drivers/raspberrypi-firmware"));
        Files.createSymbolicLink(
                driver.resolve("soc@107c000000:firmware"),
                Path.of("../../../../devices/platform/soc@107c000000/soc@107c000000:firmware"));
        file("sys/bus/platform/drivers/raspberrypi-firmware/uevent", "");
        assertThat(new InventoryReader(new AgentRoot(root)).read().firmware().throttled())
                .hasValue(0);
    }

    private void nvmem(String name, String node, String content) throws IOException {
        Path tree = Files.createDirectories(
                root.resolve("sys/firmware/devicetree/base").resolve(node));
        file("sys/devices/platform/" + name + "/nvmem", content);
        Path device = root.resolve("sys/devices/platform").resolve(name);
        Files.createSymbolicLink(device.resolve("of_node"), device.relativize(tree));
        Path devices = Files.createDirectories(root.resolve("sys/bus/nvmem/devices"));
        Files.createSymbolicLink(devices.resolve(name), devices.relativize(device));
    }

    @Test
    void pcTellsWhatItsFirmwareSays() throws Exception {
        file("sys/class/dmi/id/sys_vendor", "QEMU\n");
        file("sys/class/dmi/id/product_name", "Standard PC (Q35 + ICH9, 2009)\n");
        file("sys/class/dmi/id/product_version", "pc-q35-7.2\n");
        file("sys/class/dmi/id/product_serial", "4711\n");
        Inventory inventory = new InventoryReader(new AgentRoot(root)).read();
        assertThat(inventory.model()).isEqualTo("QEMU Standard PC (Q35 + ICH9, 2009)");
        assertThat(inventory.revision()).isEqualTo("pc-q35-7.2");
        assertThat(inventory.serial()).isEqualTo("4711");
    }

    @Test
    void machineThatIsNoPiHasEmptyFirmwareFacts() {
        assertThat(new InventoryReader(new AgentRoot(root)).read().firmware())
                .isEqualTo(new Inventory.Firmware("", "", "", 0, OptionalInt.empty()));
    }

    @Test
    void cardFileIsADisk() throws Exception {
        file("dev/mmcblk0", "12345");
        assertThat(new InventoryReader(new AgentRoot(root)).read().disks())
                .containsExactly(new Inventory.Disk("/dev/mmcblk0", "", 5, "", false));
    }

    @Test
    void emptyRootGivesAnEmptyInventory() {
        Inventory inventory = new InventoryReader(new AgentRoot(root)).read();
        assertThat(inventory.model()).isEmpty();
        assertThat(inventory.disks()).isEmpty();
        assertThat(inventory.javaVersion()).isNotEmpty();
    }

    private void file(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
