import BusinessTime
import ServiceDesk
import SupportPolicy

/// What the customers of the sample bought, and what their requests cost.
extension SampleStory {
    /// Every company that sells plans has sold some to the customers it knows, each another one.
    func sellContracts() async throws {
        for cast in casts {
            let plans = cast.policy.tariff.plans.filter { $0.term != .singleEvent }
            guard !plans.isEmpty, let seller = seller(of: cast) else { continue }
            let customers = Dictionary(grouping: cast.clients.filter(\.isRegistered), by: \.rfc).sorted { $0.key < $1.key }
            for (index, customer) in customers.enumerated() {
                let plan = plans[index % plans.count]
                var new = NewContract(
                    plan: plan.id, customerName: SampleCustomer.all.first { $0.rfc == customer.key }?.name ?? customer.key,
                    contacts: customer.value.map(\.email))
                new.customerRFC = customer.key
                new.customerNumber = "\(4_801 + index * 37)"
                // Some are nearly over, some nearly used up, some hardly used.
                new.starts = cast.policy.zone.date(of: now).adding(days: [-60, -289, -10, -200][index % 4])
                new.amounts = Dictionary(uniqueKeysWithValues: plan.grants.filter { $0.amount == nil }.map { ($0.unit, [3, 12, 30, 8][index % 4]) })
                new.price = [480_000, 1_250_000, 2_900_000, 3_990_000][index % 4]
                new.products = [.init(name: cast.company.product, warrantyUntil: cast.policy.zone.date(of: now).adding(days: 120).iso)]
                if index == 3, cast.policy.promise("severity_1_response") != nil {
                    new.annex = Annex(
                        section: "Anexo B, 2", text: "Lo que está fuera de servicio se responde en 4 horas.",
                        targets: [.init("severity_1_response", within: "4 h")])
                }
                let number = try await desk.openContract(new, as: seller).contract.number
                if index == 2, cast.policy.givesWarranty { try await cover(by: number, as: seller, in: cast) }
            }
        }
    }

    /// A special contract: for what is no longer sold (IN-62), and for a router in its warranty (IN-5).
    private func cover(by number: String, as seller: Principal, in cast: SampleCast) async throws {
        let until = cast.policy.zone.date(of: end).adding(days: 210).iso
        for product in [Contract.Product(name: Self.discontinued, isDiscontinued: true), Contract.Product(name: Self.guaranteed, warrantyUntil: until)] {
            try await desk.cover(product, by: number, as: seller)
        }
    }

    static let discontinued = "Conmutador telefónico CT-48", guaranteed = "Router XR-1"

    /// Charges what was done for a request, where a contract serves it.
    mutating func charge(_ ticket: Ticket, in cast: SampleCast, as agent: Principal) async throws {
        guard ticket.contract != nil, let service = cast.company.service(for: ticket) else { return }
        if cast.policy.tariff.item(service)?.charged == .asWorked {
            try await desk.logTime(random.number(2...14) * 5, of: service, on: ticket.folio, because: "Diagnóstico y solución", as: agent)
        } else {
            let order = ServiceOrder([Attendance.Service(service)])
            try await desk.charge(order, on: ticket.folio, because: "Se le avisó antes de atenderle", as: agent)
        }
    }
}

extension SampleCompany {
    /// What its customers have of it.
    fileprivate var product: String { slug == "grupo-execom" ? "MaxiComercio 7.4" : "Red y equipos" }

    /// The service of its price list that such a request takes.
    fileprivate func service(for ticket: Ticket) -> String? {
        switch (slug, ticket.category) {
        case ("intecnia", _): "support_hour"
        case ("grupo-execom", "incident"): "support_incident"
        case ("grupo-execom", "advice_event"): "advice_event"
        default: nil
        }
    }
}
