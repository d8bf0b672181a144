import BusinessTime
import ServiceDesk
import SupportPolicy

/// What clients of the sample decide: a closing that one disputes, a need, an event that has run out, a renewal, an event that is bought
/// alone, a contract that is not renewed.
extension SampleStory {
    /// Some days before the end, in the order of the companies.
    mutating func decide() async throws {
        for cast in casts {
            switch cast.slug {
            case "grupo-execom":
                try await dispute(at: cast)
                try await decideNeed(at: cast)
                try await exchange(at: cast)
                try await renew(at: cast)
            case "intecnia": try await buyEvent(at: cast)
            case "factupronto": try await giveNotice(at: cast)
            default: break
            }
        }
    }

    /// What was set aside for it waits for a ruling (GE-43).
    private mutating func dispute(at cast: SampleCast) async throws {
        guard let (folio, agent, client) = try await incident("La báscula volvió a leer mal las etiquetas", at: cast) else { return }
        try await desk.logWork(18, on: folio, saying: "Se revisó la máscara de la báscula", as: agent)
        try await desk.charge(ServiceOrder([Attendance.Service("support_incident")]), on: folio, because: "Se le avisó antes de atenderle", as: agent)
        try await desk.close(folio, because: "La máscara quedó corregida y se probó con cinco etiquetas.", as: agent)
        try await wait(50)
        try await desk.dispute(folio, because: "Con las etiquetas viejas sigue fallando: no acepto que se cobre.", as: client)
    }

    /// He wants it apart, and it is charged for itself (GE-66).
    private mutating func decideNeed(at cast: SampleCast) async throws {
        guard let (folio, agent, client) = try await incident("El respaldo nocturno no se hace", at: cast) else { return }
        try await desk.logWork(12, on: folio, saying: "La tarea estaba deshabilitada; se activó", as: agent)
        try await desk.askAboutNeed("advice_event", on: folio, saying: "También preguntó cómo restaurar un respaldo en otro equipo.", as: agent)
        try await wait(35)
        try await desk.decide(.apart, on: 2, of: folio, as: client)
        try await desk.charge(ServiceOrder([Attendance.Service("advice_event")]), on: folio, for: 2, as: agent)
    }

    /// A contract was written with more events than were sold, which two people put right; the next event is paid in credits (GE-68).
    private mutating func exchange(at cast: SampleCast) async throws {
        guard let agent = cast.agents.first, let seller = cast.signIns.first(where: { $0.role == .operations }),
              let contract = try await desk.contracts(as: agent).map(\.contract).first(where: { contract in
                  func lots(_ unit: String) -> [Lot] { contract.lots.filter { $0.unit == unit && $0.available > 0 } }
                  return contract.state == .active && lots("event").count == 1 && !lots("credit").isEmpty
              }),
              let lot = contract.lots.first(where: { $0.unit == "event" && $0.available > 0 }),
              let (folio, _, client) = try await request("advice_event", "¿Cómo se hace una nota de crédito parcial?", at: cast, under: contract.number)
        else { return }
        let proposed = try await desk.proposeAdjustment(
            of: contract.number, lot: lot.number, by: -lot.available, because: "El contrato firmado dice \(lot.granted - lot.available) eventos", as: agent)
        guard let proposal = proposed.contract.terms.proposals.last else { return }
        try await wait(15)
        try await desk.answer(adjustment: proposal.number, of: contract.number, isConfirmed: true, as: seller)
        try await desk.charge(ServiceOrder([Attendance.Service("advice_event")]), on: folio, because: "Se le avisó que ya no tenía eventos y que se pagaba con créditos", as: agent)
        try await desk.close(folio, because: "Se hizo con ella la nota de crédito, por la parte que se devolvió.", as: agent)
        try await wait(25)
        try await desk.close(folio, because: "", as: client)
    }

    /// Asked for on "Mi póliza", and granted (GE-62).
    private mutating func renew(at cast: SampleCast) async throws {
        guard let agent = cast.agents.first, let seller = cast.signIns.first(where: { $0.role == .operations }),
              let contract = try await desk.contracts(as: agent).filter({ $0.contract.state == .active }).min(by: { $0.contract.endsAt < $1.contract.endsAt }),
              let client = try await principal(of: cast.clients.first { $0.rfc == contract.customerRFC }, at: cast)
        else { return }
        let number = contract.contract.number
        let folio = try await desk.ask(for: .renewal, of: number, saying: "Queremos seguir otro año, con lo mismo.", in: cast.slug, as: client).ticket.folio
        try await desk.assign(folio, as: agent)
        try await wait(90)
        try await desk.renew(number, amounts: ["event": 10, "incident": 6, "credit": 20], price: 1_250_000, as: seller)
        try await desk.close(folio, because: "Su póliza quedó renovada por otro año; el certificado ya está en «Mi póliza».", as: agent)
    }

    /// Who has no contract buys one event, with his purchase order, and uses it (IN-13).
    private mutating func buyEvent(at cast: SampleCast) async throws {
        guard let agent = cast.agents.first, let seller = cast.signIns.first(where: { $0.role == .operations }),
              let buyer = cast.clients.first(where: { !$0.isRegistered })
        else { return }
        var new = NewContract(plan: "per_event", customerName: SampleCustomer.all.first { $0.rfc == buyer.rfc }?.name ?? buyer.name, contacts: [buyer.email])
        (new.customerRFC, new.purchaseOrder, new.price) = (buyer.rfc, "OC-2026-0417", 95_000)
        let number = try await desk.openContract(new, as: seller).contract.number
        let folio = try await desk.open(
            NewRequest(requesterEmail: buyer.email, channel: .email, subject: "Una red de invitados para la sala de juntas", description: "Compramos un evento con la orden OC-2026-0417."),
            in: cast.slug, as: agent).ticket.folio
        if try await desk.read({ try $0.ticket(folio, visibleTo: agent).ticket.assignee }) != agent.person { try await desk.assign(folio, as: agent) }
        if try await desk.read({ try $0.ticket(folio, visibleTo: agent).ticket.contract }) == nil { try await desk.attach(contract: number, to: folio, as: agent) }
        try await wait(40)
        try await desk.logTime(55, of: "support_hour", on: folio, because: "Red de invitados, aislada de la de oficina", as: agent)
        try await desk.close(folio, because: "La red de invitados quedó en su propia VLAN; la clave cambia cada lunes.", as: agent)
    }

    /// Two contracts that go on by themselves; the client of one writes that his does not (FP-36).
    private mutating func giveNotice(at cast: SampleCast) async throws {
        guard let seller = cast.signIns.first(where: { $0.role == .operations }) else { return }
        let clients = Dictionary(grouping: cast.clients.filter(\.isRegistered), by: \.rfc).sorted { $0.key < $1.key }.prefix(2).compactMap(\.value.first)
        for (index, client) in clients.enumerated() {
            var new = NewContract(plan: nil, customerName: SampleCustomer.all.first { $0.rfc == client.rfc }?.name ?? client.name, contacts: [client.email])
            let today = cast.policy.zone.date(of: now)
            (new.customerRFC, new.starts, new.lastDay, new.price) = (client.rfc, today.adding(days: -300), today.adding(days: 65), 420_000)
            let number = try await desk.openContract(new, as: seller).contract.number
            if index == 0, let principal = try await principal(of: client, at: cast) {
                try await desk.giveNotice(of: number, because: "Por este medio avisamos que no renovaremos el servicio al terminar su plazo.", as: principal)
            }
        }
    }

    /// A case of a client whose contract pays for it, and who serves him.
    private func incident(_ subject: String, at cast: SampleCast) async throws -> (folio: String, agent: Principal, client: Principal)? {
        try await request("incident", subject, at: cast)
    }

    /// - Parameter number: of the contract; `nil`: the one that has most left.
    private func request(
        _ category: String, _ subject: String, at cast: SampleCast, under number: String? = nil
    ) async throws -> (folio: String, agent: Principal, client: Principal)? {
        guard let agent = cast.agents.first,
              let contract = try await desk.contracts(as: agent).filter({ $0.contract.state == .active && ($0.contract.number == number || number == nil) })
                .max(by: { $0.contract.lots.reduce(0) { $0 + $1.available } < $1.contract.lots.reduce(0) { $0 + $1.available } }),
              let client = try await principal(of: cast.clients.first { $0.rfc == contract.customerRFC }, at: cast)
        else { return nil }
        var request = NewRequest(requesterEmail: client.email, channel: .portal, subject: subject, description: "¿Nos pueden ayudar con esto?")
        (request.type, request.category) = ("case", category)
        let folio = try await desk.open(request, in: cast.slug, as: client).ticket.folio
        try await desk.assign(folio, as: agent)
        return (folio, agent, client)
    }

    private func principal(of client: SampleCast.Client?, at cast: SampleCast) async throws -> Principal? {
        guard let client else { return nil }
        return try await desk.read { tx in try tx.person(email: client.email, in: try tx.company(cast.slug).id)?.principal }
    }

    /// Minutes pass.
    private mutating func wait(_ minutes: Int64) async throws { now = try await desk.advanceClock(by: minutes * 60) }
}
