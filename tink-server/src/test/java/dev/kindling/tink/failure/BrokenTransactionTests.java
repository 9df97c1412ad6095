package dev.kindling.tink.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.tink.failure.grpc.StatusMapper;
import io.grpc.Status;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.orm.jpa.JpaSystemException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionSystemException;

class BrokenTransactionTests {

    @Test
    @Tag("F11")
    void transactionThatLostItsConnectionMayBeTriedAgain() {
        SQLException closed = new SQLException("Connection is closed");
        assertThat(code(new CannotCreateTransactionException("no connection"))).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(code(new TransactionSystemException("could not commit", closed)))
                .isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(code(new JpaSystemException(
                        new org.hibernate.TransactionException("Unable to rollback against JDBC Connection", closed))))
                .isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void faultOfOursIsNotHiddenBehindIt() {
        assertThat(code(new IllegalTransactionStateException("no transaction for MANDATORY")))
                .isEqualTo(Status.Code.INTERNAL);
        assertThat(code(new JpaSystemException(new org.hibernate.MappingException("no such column"))))
                .isEqualTo(Status.Code.INTERNAL);
    }

    private static Status.Code code(RuntimeException thrown) {
        return StatusMapper.toException(thrown).getStatus().getCode();
    }
}
