import ServiceDesk
import SupportPolicy

/// The people of one company of the sample, entered at the desk.
struct SampleCast: Sendable {
    /// Everybody's password. The addresses end in `.example`, which is nobody's.
    static let password = "ventanilla2026"

    let company: SampleCompany
    let policy: Policy
    let agents: [Principal]
    let clients: [Client]
    /// Who may sign in with the password.
    let signIns: [Principal]

    var slug: String { company.slug }

    /// Somebody who writes, for his customer.
    struct Client: Sendable {
        let name, email, rfc: String
        /// Whether he is on record before he writes.
        let isRegistered: Bool
    }
}

extension SampleCast {
    /// Founds the five companies with their people.
    static func found(_ documents: [String], at desk: Desk) async throws -> [SampleCast] {
        var casts: [SampleCast] = []
        for (number, company) in SampleCompany.all.enumerated() {
            _ = try await desk.add(policy: documents[number], file: "\(company.slug).yaml")
            casts.append(try await SampleCast(company, number: number, at: desk))
        }
        try await setPasswords(of: casts, at: desk)
        return casts
    }

    private init(_ company: SampleCompany, number: Int, at desk: Desk) async throws {
        let slug = company.slug
        let policy = try await desk.read { tx in try tx.policy(try tx.company(slug).policyID) }
        func enter(_ name: String, _ role: Role, level: Int? = nil, domain: String? = nil) async throws -> Principal {
            let email = name.address(at: domain ?? "\(slug).example")
            return try await desk.enter(email: email, name: name, role: role, level: level, in: slug).principal
        }
        // Two people at the first level, two at the second, one at the third; no levels where the policy has none.
        var agents: [Principal] = []
        for (index, name) in company.agents.enumerated() {
            agents.append(try await enter(name, .agent, level: policy.escalation == nil ? nil : index / 2 + 1))
        }
        let managers = [
            try await enter(company.quality, .quality), try await enter(company.operations, .operations),
            try await enter(company.admin, .admin),
        ]
        var clients: [Client] = [], registered: [Principal] = []
        for (index, customer) in SampleCustomer.of(companyNumber: number).enumerated() {
            for name in customer.people {
                let isRegistered = index % 3 != 2
                if isRegistered { registered.append(try await enter(name, .client, domain: customer.domain)) }
                clients.append(Client(name: name, email: name.address(at: customer.domain), rfc: customer.rfc, isRegistered: isRegistered))
            }
        }
        self.init(
            company: company, policy: policy, agents: agents, clients: clients, signIns: agents + managers + Array(registered.prefix(2)))
    }

    /// A version that somebody proposes and nobody has put in force yet: Intecnia would answer a grave problem in half the
    /// time, and leave fewer days to reopen.
    static func propose(of casts: [SampleCast], _ documents: [String], at desk: Desk) async throws {
        guard let index = casts.firstIndex(where: { $0.slug == "intecnia" }),
              let quality = casts[index].signIns.first(where: { $0.role == .quality })
        else { return }
        let document = documents[index]
            .replacing("id: severity_2_response, when: {severity: 2}, metric: first_response, within: 10 h", with: "id: severity_2_response, when: {severity: 2}, metric: first_response, within: 5 h")
            .replacing("id: general_response, metric: first_response, within: 8 h", with: "id: general_response, metric: first_response, within: 4 h")
            .replacing("reopen_within: 15 d", with: "reopen_within: 10 d")
        _ = try await desk.propose(policy: document, as: quality)
    }

    /// Passwords are slow to hash on purpose: all cores do it at once.
    private static func setPasswords(of casts: [SampleCast], at desk: Desk) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for cast in casts {
                for person in cast.signIns {
                    group.addTask {
                        let link = try await desk.invite(email: person.email, role: person.role, level: person.level, to: cast.slug)
                        let token = link.split(separator: "/").last.map(String.init) ?? ""
                        _ = try await desk.setPassword(password, byLink: token, in: cast.slug)
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
