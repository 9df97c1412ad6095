package dev.kindling.boots.inquiry;

import dev.kindling.directory.inquiry.InquiryDesk;
import io.grpc.ManagedChannel;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The line to tink-server on which it asks. */
@Configuration(proxyBeanMethods = false)
class InquiryConfiguration {

    @Bean
    InquiryDesk inquiryDesk(ManagedChannel tink, BootsAnswers answers) {
        return new InquiryDesk(tink, "boots", answers);
    }
}
