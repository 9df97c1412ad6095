package dev.kindling.boots.tftp;

import dev.kindling.boots.ServedAddresses;
import dev.kindling.boots.boot.LocalBoots;
import dev.kindling.boots.capture.PacketKeeper;
import dev.kindling.boots.content.BoardTrees;
import dev.kindling.boots.report.BootReports;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The TFTP server of this installation. */
@Configuration(proxyBeanMethods = false)
class TftpConfiguration {

    @Bean
    TftpJournal tftpJournal(
            BootReports reports, MeterRegistry meters, Clock clock, PacketKeeper packets, LocalBoots local) {
        return new TftpJournal(reports, meters, clock, packets, local);
    }

    @Bean
    TftpServer tftpServer(TftpProperties tftp, ServedAddresses served, BoardTrees trees, TftpJournal journal) {
        return new TftpServer(tftp, served.all(), trees, journal);
    }
}
