package dev.kindling.benchmarks.packets;

import dev.kindling.boots.dhcp.packet.Bytes;
import dev.kindling.boots.dhcp.packet.DhcpOptions;
import dev.kindling.boots.dhcp.packet.DhcpPacket;
import dev.kindling.boots.dhcp.packet.OptionCode;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.MachineProfile.BootMode;
import dev.kindling.boots.machine.MachineProfile.Reservation;
import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.util.List;
import java.util.Optional;

/** Those who ask, with the options they send, and what is declared of them. */
public enum Client {
    RASPBERRY_PI_4(
            "dc:a6:32:77:00:0b",
            "PXEClient:Arch:00000:UNDI:002001",
            "0000",
            "00525069343031c0007700000bda06ffe0",
            "0102030c0f1d42432b3c618081828384858687"),
    UEFI_PC(
            "52:54:00:77:00:61",
            "PXEClient:Arch:00007:UNDI:003000",
            "0007",
            "00112233445566778899aabbccddeeff01",
            "01020304050c0d0f111216171c28292a2b32333536" + "3a3b3c4243618081828384858687"),
    KERNEL("dc:a6:32:77:00:0c", "udhcp 1.35.0", "", "", "0103060c0f1c2a79");

    static final Inet4Address SERVER = Inet4Address.ofLiteral("192.168.42.2");
    private static final Inet4Address ADDRESS = Inet4Address.ofLiteral("192.168.42.11");

    private final MacAddress mac;
    private final String vendorClass;
    private final String architecture;
    private final String machineId;
    private final String asked;

    Client(String mac, String vendorClass, String architecture, String machineId, String asked) {
        this.mac = new MacAddress(mac);
        this.vendorClass = vendorClass;
        this.architecture = architecture;
        this.machineId = machineId;
        this.asked = asked;
    }

    DhcpPacket discover() {
        return packet(DhcpOptions.NONE.with(OptionCode.MESSAGE_TYPE, Bytes.ofU8(1)));
    }

    /** The answer to an offer of this server's. */
    DhcpPacket request() {
        return packet(DhcpOptions.NONE
                .with(OptionCode.MESSAGE_TYPE, Bytes.ofU8(3))
                .with(OptionCode.REQUESTED_ADDRESS, Bytes.ofAddress(ADDRESS))
                .with(OptionCode.SERVER_ID, Bytes.ofAddress(SERVER)));
    }

    private DhcpPacket packet(DhcpOptions first) {
        DhcpOptions options = first.with(OptionCode.PARAMETER_LIST, Bytes.ofHex(asked))
                .with(OptionCode.MAXIMUM_SIZE, Bytes.ofHex("05c0"))
                .with(OptionCode.VENDOR_CLASS, Bytes.ofAscii(vendorClass));
        if (!architecture.isEmpty()) {
            options = options.with(OptionCode.CLIENT_ARCHITECTURE, Bytes.ofHex(architecture))
                    .with(OptionCode.MACHINE_ID, Bytes.ofHex(machineId));
        }
        Bytes chaddr = Bytes.ofHex(mac.text().replace(":", "") + "0".repeat(20));
        return DhcpPacket.discover(0x4b1dL, chaddr, options);
    }

    MachineProfile machine() {
        return new MachineProfile(
                mac,
                "id",
                "k3s-worker-1",
                Optional.of(new Reservation(
                        ADDRESS,
                        Inet4Address.ofLiteral("255.255.255.0"),
                        Optional.of(Inet4Address.ofLiteral("192.168.42.1")),
                        List.of(Inet4Address.ofLiteral("192.168.42.1")),
                        List.of(),
                        Optional.empty())),
                BootMode.NETBOOT,
                true,
                "aarch64",
                Optional.empty());
    }
}
