package dev.kindling.hegel.inquiry.grpc;

import dev.kindling.directory.inquiry.InquiryAnswers;
import dev.kindling.directory.inquiry.InquiryDesk;
import io.grpc.ManagedChannel;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Waits on the channel of the directory. */
@Configuration(proxyBeanMethods = false)
class InquiryConfiguration {

    @Bean
    InquiryDesk inquiryDesk(ManagedChannel tink, InquiryAnswers answers) {
        return new InquiryDesk(tink, "hegel", answers);
    }
}
