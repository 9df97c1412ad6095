package dev.kindling.boots.content;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.boot.BoardAddresses;
import dev.kindling.boots.boot.BootFiles;
import dev.kindling.boots.ipxe.IpxePrograms;
import dev.kindling.boots.ipxe.IpxeProperties;
import dev.kindling.boots.ipxe.IpxeScripts;
import dev.kindling.boots.ipxe.PxelinuxFiles;
import dev.kindling.boots.machine.MachineDirectory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The tree of boot files of this installation. */
@Configuration(proxyBeanMethods = false)
class ContentConfiguration {

    @Bean
    IpxePrograms ipxePrograms(BootsProperties boots, IpxeProperties ipxe) {
        return new IpxePrograms(boots.data().resolve("ipxe"), ipxe.directories());
    }

    @Bean
    BoardTrees boardTrees(
            MachineDirectory machines,
            BootFiles generated,
            BootsProperties boots,
            ContentProperties content,
            IpxeFiles ipxe,
            BoardAddresses addresses) {
        FirmwareTree firmware = new FirmwareTree(content.cacheSize().toBytes());
        return new BoardTrees(machines, generated, firmware, new FirmwareChoice(boots.firmware()), ipxe, addresses);
    }

    @Bean
    BoardListing boardListing(BootsProperties boots, BootFiles generated, MachineDirectory machines, IpxeFiles ipxe) {
        return new BoardListing(new FirmwareChoice(boots.firmware()), generated, machines, ipxe);
    }

    @Bean
    IpxeFiles ipxeFiles(IpxePrograms programs, IpxeScripts scripts, PxelinuxFiles pxelinux) {
        return new IpxeFiles(programs, scripts, pxelinux);
    }
}
