import Foundation
import Logging
import NIOCore
import NIOPosix
import ServiceDesk
import ServiceLifecycle

/// Takes mail from a mail server in front (LMTP, RFC 2033), on a socket of this machine.
///
/// Each recipient gets an answer of his own after the message is durable, and only then: `250` is a promise. What cannot be
/// kept now is `451`, so that the mail server keeps it and comes again.
struct LMTPServer: Service {
    let desk: Desk
    /// Of the socket.
    let path: String
    /// The name under which the mail server in front reports what it found out about senders.
    let authservID: String?

    /// Connections at a time: each may hold a message of the largest size.
    private static let most = 16
    /// Minutes after which a silent client is left (RFC 5321 §4.5.3.2.7).
    private static let patience = TimeAmount.minutes(5)

    func run() async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(IdleStateHandler(allTimeout: Self.patience), HangUpOnSilence())
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        // Its owner and his group: the mail server is of it.
        chmod(path, 0o660)
        desk.logger.info("mail is taken by LMTP", metadata: ["socket": "\(path)"])
        do {
            try await cancelWhenGracefulShutdown {
                try await server.executeThenClose { connections in
                    try await withThrowingDiscardingTaskGroup { group in
                        let seats = Seats(Self.most)
                        for try await connection in connections {
                            let isSeated = seats.take()
                            group.addTask {
                                defer { if isSeated { seats.leave() } }
                                await LMTPConversation(desk: desk, authservID: authservID, isWelcome: isSeated).hold(on: connection)
                            }
                        }
                    }
                }
            }
        } catch is CancellationError {
            // It was told to stop.
        }
    }
}

/// Ends a connection on which nothing happens.
private final class HangUpOnSilence: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) } else { context.fireUserInboundEventTriggered(event) }
    }
}
